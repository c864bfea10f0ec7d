import { decodeJwt, decodeProtectedHeader } from 'jose';
import { z } from 'zod/v4';
import type { Config } from '../../config.js';
import { BOT_FRAMEWORK } from '../sdk/microsoft.js';
import type { Activity } from '../sdk/port.js';

/** Why a call is refused: all that the audit log and the log tell of it. */
export type Refusal =
  | 'host'
  | 'unreadable'
  | 'no_token'
  | 'token_form'
  | 'issuer'
  | 'token'
  | 'unverifiable'
  | 'audience'
  | 'channel'
  | 'service'
  | 'tenant';

/** What the gate looks at in an activity; everything else is read later, by whoever needs it. */
const CALL = z.object({
  type: z.string().min(1),
  channelId: z.string().optional(),
  serviceUrl: z.string().optional(),
  conversation: z.object({ id: z.string().min(1), tenantId: z.string().nullish() }),
  channelData: z.object({ tenant: z.object({ id: z.string().nullish() }).nullish() }).nullish(),
});

/** A call as it came in: nothing of it is proved. */
export type Call = z.infer<typeof CALL>;

/** The hosts of Teams that Microsoft documents for its public cloud and the one for authorities; others of its names are not answered. */
const MICROSOFT =
  /^https:\/\/smba\.(trafficmanager\.net|onyx\.prod\.teams\.trafficmanager\.net|infra\.gcc\.teams\.microsoft\.com)(:443)?(\/|$)/;
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/;

/** The Bot Framework's tokens hold five claims. */
const MOST_CLAIMS = 32;

/** Reads the body of a call; undefined when it is no activity. */
export function readCall(body: unknown): Call | undefined {
  return CALL.safeParse(body).data;
}

/** The token of an `Authorization` header; undefined for anything that does not look like one. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1];
}

/**
 * What speaks against a call before its token is verified; undefined when it may be.
 *
 * The SDKs choose by the token and the channel which issuers they believe: those of the emulator, of skills or of another
 * channel. Here all of these ways end, so that they only ever see what the Bot Framework signed.
 */
export function refusalOfToken(config: Config, call: Call, authorization: string | undefined): Refusal | undefined {
  if (call.channelId !== 'msteams') return 'channel';
  if (config.demo) return undefined;
  if (authorization === undefined) return 'no_token';
  const token = bearerOf(authorization);
  const claims = token === undefined ? undefined : unverifiedClaims(token);
  // The work of botbuilder grows with the square of the number of claims.
  if (claims === undefined || Object.keys(claims).length > MOST_CLAIMS) return 'token_form';
  if (claims.iss !== BOT_FRAMEWORK) return 'issuer';
  // botbuilder keeps every tenant that an unverified token names, for ever.
  return claims.tid === undefined || claims.tid === config.bot.tenantId ? undefined : 'tenant';
}

function unverifiedClaims(token: string): Record<string, unknown> | undefined {
  try {
    decodeProtectedHeader(token);
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}

/**
 * What speaks against a call whose token was verified; undefined when the call is admitted.
 *
 * The token proves its issuer, for whom it is meant and to which service address may be answered. The tenant is in the
 * activity only, which Teams fills in and the verified caller vouches for. The demo, which has no token, answers to this
 * machine alone.
 */
export function refusalOfCall(
  config: Config,
  call: Call,
  claims: Readonly<Record<string, unknown>> | undefined,
): Refusal | undefined {
  if (!isTrustedService(config, call.serviceUrl)) return 'service';
  if (config.demo) return undefined;
  if (claims?.iss !== BOT_FRAMEWORK) return 'issuer';
  if (claims.aud !== config.bot.id) return 'audience';
  if (claims.serviceurl !== call.serviceUrl) return 'service';
  const tenants = tenantsOf(call);
  return tenants.length > 0 && tenants.every((tenant) => isOurTenant(config, tenant)) ? undefined : 'tenant';
}

/** May anything be sent to a stored conversation? Its service address and tenant are judged as if it called now. */
export function mayBeSentTo(config: Config, stored: { serviceUrl: string; tenantId: string }): boolean {
  return isTrustedService(config, stored.serviceUrl) && isOurTenant(config, stored.tenantId);
}

/** The tenant an activity comes from. */
export function tenantOf(activity: Partial<Activity>): string {
  return tenantsOf(activity)[0] ?? '';
}

/** May anything be sent to this service address? In the demo the Playgrounds of this machine, else Microsoft's hosts only. */
function isTrustedService(config: Pick<Config, 'demo'>, serviceUrl: string | undefined): boolean {
  if (serviceUrl === undefined) return false;
  return config.demo ? LOOPBACK.test(serviceUrl) : MICROSOFT.test(serviceUrl);
}

/** The demo belongs to no tenant. */
function isOurTenant({ demo, bot }: Pick<Config, 'demo' | 'bot'>, tenant: string): boolean {
  return demo || tenant.toLowerCase() === bot.tenantId.toLowerCase();
}

/** Every tenant an activity names: Teams does so in two places. */
function tenantsOf({ conversation, channelData }: Partial<Activity> | Call): string[] {
  return [conversation?.tenantId, channelData?.tenant?.id].filter((tenant) => typeof tenant === 'string');
}
