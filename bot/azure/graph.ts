import type { TokenCredential } from '@azure/identity';
import { z } from 'zod/v4';
import type { Config } from '../config.js';

/** How long Microsoft Graph may take for one answer, in milliseconds. */
const PATIENCE_MS = 10_000;

/** For what the bot asks to be let in. */
const SCOPE = 'https://graph.microsoft.com/.default';

/** Microsoft Graph did not do what was asked of it, or could not be asked. */
export class GraphFault extends Error {
  override readonly name = 'GraphFault';

  /**
   * @param status of the HTTP answer; undefined where there was none, or where no token was to be had
   * @param code by which Graph says why, or our own word
   * @param retryAfter seconds after which Graph wants to be asked again, where it says so
   */
  constructor(
    readonly status: number | undefined,
    readonly code: string,
    readonly retryAfter?: number,
  ) {
    super('Microsoft Graph did not do what was asked of it');
  }
}

/** What the bot asks of Microsoft Graph: to install it for people of the tenant, with the application's own permissions. */
export interface Graph {
  /**
   * Installs the app for a person, by their object id. @returns `already` where they have it
   *
   * @throws GraphFault
   */
  install(personId: string): Promise<'installed' | 'already'>;
  /**
   * The id of the chat between a person and the app; undefined where the installation is not to be seen (yet).
   *
   * @throws GraphFault
   */
  chatOf(personId: string): Promise<string | undefined>;
}

const FAULT = z.object({ error: z.object({ code: z.string().regex(/^\w{1,60}$/) }) });
const APPS = z.object({
  value: z.array(z.object({ id: z.string().min(1), distributionMethod: z.string().optional() })),
});
const INSTALLATIONS = z.object({ value: z.array(z.object({ id: z.string().min(1) })) });
const CHAT = z.object({ id: z.string().min(1) });

/**
 * The REST interface of Microsoft Graph, version 1.0, as far as the bot needs it.
 *
 * @param credential gives the token; the bot's own identity unless another is given
 */
export function openGraph({ graph, bot }: Pick<Config, 'graph' | 'bot'>, credential?: TokenCredential): Graph {
  const base = `${graph.url}/v1.0`;
  let identity: Promise<TokenCredential> | undefined;
  /** The app's id in the catalogue, once it is known. */
  let found: string | undefined;

  async function token(): Promise<string> {
    identity ??= credential
      ? Promise.resolve(credential)
      : import('./identity.js').then(({ identityOf }) => identityOf(bot));
    const given = await (await identity)
      .getToken(SCOPE, { abortSignal: AbortSignal.timeout(PATIENCE_MS) })
      .catch(() => null);
    // A sign-in's own words name ids of the tenant.
    if (given === null) throw new GraphFault(undefined, 'token');
    return given.token;
  }

  async function call(path: string, body?: object): Promise<Response> {
    const authorization = `Bearer ${await token()}`;
    let response: Response;
    try {
      response = await fetch(`${base}${path}`, {
        headers: { authorization, ...(body ? { 'content-type': 'application/json' } : {}) },
        // The token goes nowhere else.
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE_MS),
        ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
      });
    } catch {
      throw new GraphFault(undefined, 'network');
    }
    if (response.ok) return response;
    const told = FAULT.safeParse(await response.json().catch(() => undefined));
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    throw new GraphFault(
      response.status,
      told.success ? told.data.error.code : 'unknown',
      seconds > 0 ? Math.ceil(seconds) : undefined,
    );
  }

  async function get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const read = schema.safeParse(await (await call(path)).json().catch(() => undefined));
    if (!read.success) throw new GraphFault(undefined, 'unreadable');
    return read.data;
  }

  /** The app's id in the catalogue: as it is set, or found there by the id of its manifest, and kept. */
  async function catalogId(): Promise<string> {
    if (graph.appId !== '') return graph.appId;
    if (found !== undefined) return found;
    const { value } = await get(`/appCatalogs/teamsApps?$filter=${filter('externalId', bot.id)}`, APPS);
    // What somebody uploaded for themselves can have the same manifest.
    const app = value.find(({ distributionMethod }) => distributionMethod === 'organization');
    if (app === undefined) throw new GraphFault(404, 'not_in_catalogue');
    found = app.id;
    return app.id;
  }

  return {
    async install(personId) {
      try {
        await call(`${installedApps(personId)}`, {
          'teamsApp@odata.bind': `${base}/appCatalogs/teamsApps/${encodeURIComponent(await catalogId())}`,
        });
        return 'installed';
      } catch (error) {
        if (error instanceof GraphFault && error.status === 409) return 'already';
        // An app that was uploaded anew has another id.
        found = undefined;
        throw error;
      }
    },
    async chatOf(personId) {
      const way = installedApps(personId);
      const { value } = await get(
        `${way}?$expand=teamsApp&$filter=${filter('teamsApp/externalId', bot.id)}`,
        INSTALLATIONS,
      );
      const [installation] = value;
      if (installation === undefined) return undefined;
      return (await get(`${way}/${encodeURIComponent(installation.id)}/chat`, CHAT)).id;
    },
  };
}

const installedApps = (personId: string): string => `/users/${encodeURIComponent(personId)}/teamwork/installedApps`;

const filter = (field: string, id: string): string => encodeURIComponent(`${field} eq '${id}'`);
