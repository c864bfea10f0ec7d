import type { Config } from './config.js';

/** The settings that say where Teams and people reach the bot. */
export type Addresses = Pick<Config, 'publicUrl' | 'filesUrl'>;

/** Where people's browsers reach the pages: the link's page with letters and recordings, guides, the rule. */
export function pagesUrl({ publicUrl, filesUrl }: Addresses): string {
  return filesUrl === '' ? publicUrl : filesUrl;
}

/** Whether people are served at another address than Teams is. */
export function isApart(config: Addresses): boolean {
  return originOf(pagesUrl(config)) !== originOf(config.publicUrl);
}

/** The page with the public notice (第3条第1項), at the address where most can read it. */
export function noticeUrl(config: Addresses & Pick<Config, 'publicNotice'>): string {
  return `${config.publicNotice ? config.publicUrl : pagesUrl(config)}/notice`;
}

/** Scheme, host and port in one spelling; empty for the address that a demo has only once it listens. */
function originOf(address: string): string {
  return address === '' ? '' : new URL(address).origin;
}
