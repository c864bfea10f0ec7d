import {
  ClientSecretCredential,
  getBearerTokenProvider,
  ManagedIdentityCredential,
  type TokenCredential,
} from '@azure/identity';
import type { Config } from '../config.js';

/** The bot's own identity, with which it enters what is Azure's: a managed one, or the app registration with its secret. */
export function identityOf(bot: Config['bot']): TokenCredential {
  return bot.type === 'UserAssignedMSI'
    ? new ManagedIdentityCredential({ clientId: bot.id })
    : new ClientSecretCredential(bot.tenantId, bot.id, bot.password);
}

/** Gives tokens of that identity for one service, by its scope, as long as they are needed. */
export const tokensOf = (bot: Config['bot'], scope: string): (() => Promise<string>) =>
  getBearerTokenProvider(identityOf(bot), scope);
