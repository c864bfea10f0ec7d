import * as oidc from 'openid-client';
import { z } from 'zod/v4';
import { pagesUrl } from '../addresses.js';
import type { Config } from '../config.js';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';

/** Seconds the provider may take for one answer. */
const TIMEOUT_SECONDS = 10;
/** How long the provider's published settings are believed before they are fetched again. */
const DISCOVERED_FOR_MS = 3_600_000;

/** What binds the provider's answer to one browser and one question; kept in the browser's own sealed cookie. */
export interface SignInSecrets {
  state: string;
  nonce: string;
  /** PKCE code verifier (RFC 7636). */
  verifier: string;
}

const GUID = z.guid().transform((id) => id.toLowerCase());
const IDENTITY = z.object({ oid: GUID, tid: GUID });

/** Who signed in: object id and tenant id as Microsoft Entra ID knows them, in lower case. */
export type Identity = z.infer<typeof IDENTITY>;

/**
 * Why the provider's answer proves nothing: the person or the provider declined, the code had been used or was not meant for
 * this sign-in, or the answer or its ID token did not stand the checks.
 */
export type BadAnswer = 'access_denied' | 'provider_error' | 'code' | 'response';

/** The OpenID provider: Microsoft Entra ID, or in tests a provider on loopback. */
export interface Provider {
  /** The address to which the browser goes to sign in. @throws AppError `unavailable` */
  addressFor(secrets: SignInSecrets): Promise<string>;
  /** Exchanges the code that came back for an ID token and verifies it. @throws AppError `unavailable` */
  identify(answer: URLSearchParams, secrets: SignInSecrets): Promise<Identity | BadAnswer>;
}

/**
 * OpenID Connect Core 1.0, authorization code flow with PKCE. The provider's settings are fetched at the first sign-in, so
 * that the bot starts without it, and kept for an hour.
 */
export function entraProvider({ config, clock }: Pick<Context, 'config' | 'clock'>): Provider {
  let known: { settings: Promise<oidc.Configuration>; since: number } | undefined;

  function settings(): Promise<oidc.Configuration> {
    const now = clock.now().getTime();
    if (known !== undefined && now - known.since < DISCOVERED_FOR_MS) return known.settings;
    const asked = { settings: discover(config), since: now };
    known = asked;
    asked.settings.catch(() => {
      // A failure is not remembered: the next person asks anew.
      if (known === asked) known = undefined;
    });
    return asked.settings;
  }

  const redirectAddress = () => `${pagesUrl(config)}/files/signin`;

  return {
    async addressFor({ state, nonce, verifier }) {
      const address = oidc.buildAuthorizationUrl(await settings(), {
        redirect_uri: redirectAddress(),
        // Entra puts `oid` and `tid` into the ID token for the scope `profile`.
        scope: 'openid profile',
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        // At a shared desk somebody else may be signed in already; and whoever was refused must be able to choose again.
        prompt: 'select_account',
      });
      return address.href;
    },

    async identify(answer, { state, nonce, verifier }) {
      const configuration = await settings();
      const address = new URL(redirectAddress());
      address.search = answer.toString();
      try {
        const tokens = await oidc.authorizationCodeGrant(configuration, address, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const claims = IDENTITY.safeParse(tokens.claims());
        return claims.success ? claims.data : 'response';
      } catch (error) {
        const bad = badAnswer(error);
        if (bad === undefined) throw unavailable(error);
        return bad;
      }
    },
  };
}

async function discover(config: Config): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret } = config.entra;
  try {
    return await oidc.discovery(
      new URL(issuer),
      clientId,
      // Entra signs with RS256; fixing it leaves no choice to whoever forges a token.
      { id_token_signed_response_alg: 'RS256' },
      oidc.ClientSecretPost(clientSecret),
      {
        timeout: TIMEOUT_SECONDS,
        // By itself the library trusts the connection and does not look at the ID token's signature.
        execute: [
          oidc.enableNonRepudiationChecks,
          ...(config.demo && isLoopback(issuer) ? [oidc.allowInsecureRequests] : []),
        ],
      },
    );
  } catch (error) {
    throw unavailable(error);
  }
}

function isLoopback(issuer: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(issuer).hostname);
}

/** Failures of the connection or of the provider itself, which say nothing about the person. */
const TROUBLE = ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON'];

/** What the library's error says about the answer; undefined when the provider could not be asked. */
function badAnswer(error: unknown): BadAnswer | undefined {
  if (error instanceof oidc.AuthorizationResponseError)
    return error.error === 'access_denied' ? 'access_denied' : 'provider_error';
  // Any other error of the token endpoint, such as an outdated client secret, is the operator's to mend.
  if (error instanceof oidc.ResponseBodyError) return error.error === 'invalid_grant' ? 'code' : undefined;
  if (error instanceof oidc.ClientError && error.code !== undefined && !TROUBLE.includes(error.code)) return 'response';
  return undefined;
}

function unavailable(cause: unknown): AppError {
  return new AppError(
    'unavailable',
    'the sign-in provider cannot be used',
    'Microsoft 365のサインインに接続できませんでした。取得リンクとダウンロードの残り回数は、そのままです。少し時間をおいて、もう一度お試しください。',
    { cause },
  );
}
