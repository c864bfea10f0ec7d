import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import type { Config } from '../../config.js';

/** Who signs the calls of Microsoft's channels, and for whom the bot's own tokens are asked for. */
export const BOT_FRAMEWORK = 'https://api.botframework.com';

/** Where the Bot Framework publishes its keys. */
const METADATA = 'https://login.botframework.com/v1/.well-known/openidconfiguration';

/** Where to look for the Bot Framework's keys instead; a part of the app for tests, never a setting. */
export interface Keys {
  openIdMetadataUrl: string;
}

/**
 * The SDK's check of who is calling, and its credentials: single tenant with a client secret, or a managed identity.
 *
 * The demo has no `BOT_ID`: there the SDK checks nobody, and the bot listens on loopback only. Every address is given here,
 * because the SDK takes all of them or none; the emulator gets no keys, so that nothing it signs can be verified.
 */
export function createAuthentication(
  { bot }: Pick<Config, 'bot'>,
  { openIdMetadataUrl }: Keys = { openIdMetadataUrl: METADATA },
): ConfigurationBotFrameworkAuthentication {
  if (bot.id === '') return new ConfigurationBotFrameworkAuthentication({});
  return new ConfigurationBotFrameworkAuthentication({
    MicrosoftAppId: bot.id,
    MicrosoftAppTenantId: bot.tenantId,
    MicrosoftAppType: bot.type,
    // The SDK refuses a managed identity that has a password as well.
    MicrosoftAppPassword: bot.type === 'SingleTenant' ? bot.password : '',
    ToBotFromChannelTokenIssuer: BOT_FRAMEWORK,
    ToBotFromChannelOpenIdMetadataUrl: openIdMetadataUrl,
    ToChannelFromBotOAuthScope: BOT_FRAMEWORK,
    ToChannelFromBotLoginUrl: `https://login.microsoftonline.com/${bot.tenantId}`,
    OAuthUrl: BOT_FRAMEWORK,
    CallerId: 'urn:botframework:azure',
  });
}

/** The SDK's adapter: runs turns of calls that the authentication lets through, and sends outside of turns. */
export function createAdapter(authentication: ConfigurationBotFrameworkAuthentication): CloudAdapter {
  return new CloudAdapter(authentication);
}
