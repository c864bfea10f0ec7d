import { createRemoteJWKSet, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod/v4';
import { BOT_FRAMEWORK, type Keys } from '../sdk/microsoft.js';

/** By how much the clocks of the Bot Framework and of the bot may differ. */
const CLOCK_TOLERANCE_SECONDS = 300;
/** A press is given up by Teams after some ten seconds. */
const TIMEOUT_MS = 5_000;
/** For so long keys are believed without asking for them again. */
const KEPT_MS = 24 * 60 * 60_000;

const METADATA = z.object({ jwks_uri: z.url() });
/** A published key also says for which channels it signs. */
const ENDORSED = z.object({ endorsements: z.array(z.string()) });

/** A token was not accepted: it is wrong, or the keys could not be fetched and nobody knows. */
export class TokenFault extends Error {
  override readonly name = 'TokenFault';
  constructor(
    readonly because: 'token' | 'unverifiable',
    options?: ErrorOptions,
  ) {
    super(because, options);
  }
}

/** Verifies the token of a call from Teams that wants to be answered at an address; returns its claims. @throws TokenFault */
export type VerifyToken = (token: string, serviceUrl: string | undefined) => Promise<JWTPayload>;

/**
 * Verifies tokens as the Bot Framework's authentication contract asks: signed by one of its published keys (RS256), which is
 * endorsed for Teams, issued by it for this bot alone, vouching for the service address, and valid now.
 *
 * It is ours, not an SDK's, so that the gate stays the same whichever SDK runs behind it: one of them asks for no endorsement and
 * can be told no other place for the keys (docs/decisions/0023).
 */
export function createVerifier(botId: string, { openIdMetadataUrl }: Keys): VerifyToken {
  /**
   * The published keys. They are fetched anew once a day, and when a token names one that is not among them, but not more often than
   * every half minute.
   */
  let keys: Promise<ReturnType<typeof createRemoteJWKSet>> | undefined;

  async function findKeys() {
    const response = await fetch(openIdMetadataUrl, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`the metadata answered ${response.status}`);
    const { jwks_uri } = METADATA.parse(await response.json());
    return createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: TIMEOUT_MS, cacheMaxAge: KEPT_MS });
  }

  return async (token, serviceUrl) => {
    try {
      keys ??= findKeys().catch((error: unknown) => {
        keys = undefined;
        throw error;
      });
      const published = await keys;
      const { kid } = decodeProtectedHeader(token);
      if (kid === undefined) throw new errors.JWSInvalid('the token names no key');
      const { payload } = await jwtVerify(token, published, {
        algorithms: ['RS256'],
        issuer: BOT_FRAMEWORK,
        audience: botId,
        requiredClaims: ['exp', 'nbf'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      const { data: key } = ENDORSED.safeParse(published.jwks()?.keys.find((one) => one.kid === kid));
      // A key of another channel signs for that channel only, and a token of another bot names that bot.
      const endorsedForTeams = key?.endorsements.includes('msteams');
      const forThisBotAlone = payload.aud === botId;
      const namesAnotherBot = payload.appid !== undefined || payload.azp !== undefined;
      // A call without an address is refused by the gate, which looks at all of this a second time.
      const vouchesForAddress = !serviceUrl || payload.serviceurl === serviceUrl;
      if (!endorsedForTeams || !forThisBotAlone || namesAnotherBot || !vouchesForAddress)
        throw new errors.JWTInvalid('the token is not of Teams, for this bot and address');
      return payload;
    } catch (cause) {
      throw new TokenFault(isTokensFault(cause) ? 'token' : 'unverifiable', { cause });
    }
  };
}

/** Is the token wrong, or could nobody tell, because the keys could not be fetched? */
function isTokensFault(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return false;
  return (
    !(error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) && error.code !== 'ERR_JOSE_GENERIC'
  );
}
