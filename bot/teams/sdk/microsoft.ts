/** Who signs the calls of Microsoft's channels, and for whom the bot's own tokens are asked for. */
export const BOT_FRAMEWORK = 'https://api.botframework.com';

/** Where to look for the keys of the Bot Framework; tests have some of their own, it is never a setting. */
export interface Keys {
  openIdMetadataUrl: string;
}

/** Where the Bot Framework publishes its keys. */
export const MICROSOFTS_KEYS: Keys = {
  openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
};
