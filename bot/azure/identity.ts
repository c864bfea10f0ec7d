import { ClientSecretCredential, ManagedIdentityCredential, type TokenCredential } from '@azure/identity';
import type { Config } from '../config.js';

/** The bot's own identity, with which it enters what is Azure's: a managed one, or the app registration with its secret. */
export function identityOf(bot: Config['bot']): TokenCredential {
  return bot.type === 'UserAssignedMSI'
    ? new ManagedIdentityCredential({ clientId: bot.id })
    : new ClientSecretCredential(bot.tenantId, bot.id, bot.password);
}
