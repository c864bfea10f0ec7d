import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isRecord } from './json.js';

/** What an administrator can grant the bot. */
type Permission = typeof INSTALL | 'AppCatalog.Read.All';

const INSTALL = 'TeamsAppInstallation.ReadWriteSelfForUser.All';

/** How the next request is answered instead of being done. */
interface Fault {
  status: number;
  code?: string;
  headers?: Record<string, string>;
}

/** Stands in the place of Microsoft Graph: the catalogue of a tenant's apps, its people, and what is installed for them. */
export interface FakeGraph {
  url: string;
  /** What was asked of it: method and path, ids of people and apps as they are. */
  asked: string[];
  permissions: Set<Permission>;
  /** The catalogue: apps of the organisation, by the id of their manifest. */
  catalogue: Map<string, { id: string; distributionMethod: string }>;
  /** The tenant's users who have Teams. */
  people: Set<string>;
  /** The ids of the apps of the catalogue that are installed for people. */
  installed: Map<string, Set<string>>;
  /** Answers to give, one a request, before doing anything again. */
  faults: Fault[];
  /** Hears of every installation, as Teams tells the bot of it, before the answer is given. */
  onInstalled: (personId: string) => Promise<void>;
  /** The answers of so many installations get lost: it is done, and the connection ends. */
  loseAnswers: number;
  /** So many times an installation is not to be seen yet. */
  slowToShow: number;
  chatOf(personId: string): string;
  close(): Promise<void>;
}

/** The token by which the fake knows the bot. */
export const GRAPH_TOKEN = 'token-of-the-bot';

const GUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const CATALOGUE = new RegExp(`^/v1\\.0/appCatalogs/teamsApps\\?\\$filter=externalId eq '(${GUID})'$`);
const INSTALLED = new RegExp(`^/v1\\.0/users/(${GUID})/teamwork/installedApps$`);
const LISTED = new RegExp(
  `^/v1\\.0/users/(${GUID})/teamwork/installedApps\\?\\$expand=teamsApp&\\$filter=teamsApp/externalId eq '(${GUID})'$`,
);
const CHAT = new RegExp(`^/v1\\.0/users/(${GUID})/teamwork/installedApps/([\\w=]+)/chat$`);

export async function startGraph(): Promise<FakeGraph> {
  const server = createServer((req, res) => void take(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const graph: FakeGraph = {
    url,
    asked: [],
    permissions: new Set([INSTALL, 'AppCatalog.Read.All']),
    catalogue: new Map(),
    people: new Set(),
    installed: new Map(),
    faults: [],
    onInstalled: async () => {},
    loseAnswers: 0,
    slowToShow: 0,
    chatOf: (personId) => `19:${personId}_${[...graph.catalogue.keys()][0]}@unq.gbl.spaces`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  const installationOf = (personId: string, appId: string) =>
    Buffer.from(`${personId}##${appId}`).toString('base64').replaceAll('+', 'A').replaceAll('/', 'B');

  async function take(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of req) text += String(chunk);
    const [path = '', query] = (req.url ?? '').split('?');
    const asked = decodeURIComponent(query === undefined ? path : `${path}?${query}`);
    graph.asked.push(`${req.method} ${asked}`);
    const { status, headers = {}, body } = await answerTo(req, asked, text);
    if (status === LOST) return void res.destroy();
    res.writeHead(status, { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers });
    res.end(body === undefined ? undefined : JSON.stringify(body));
  }

  async function answerTo(req: IncomingMessage, asked: string, text: string): Promise<Answer> {
    if (req.headers.authorization !== `Bearer ${GRAPH_TOKEN}`)
      return refused(401, 'InvalidAuthenticationToken', { 'www-authenticate': 'Bearer realm=""' });
    const fault = graph.faults.shift();
    if (fault !== undefined) return refused(fault.status, fault.code ?? 'UnknownError', fault.headers);
    if (req.method === 'GET') return look(asked);
    const [, personId] = INSTALLED.exec(asked) ?? [];
    if (req.method !== 'POST' || personId === undefined) return refused(405, 'MethodNotAllowed');
    return install(personId, req.headers['content-type'] === 'application/json' ? JSON.parse(text) : undefined);
  }

  /** Everything that is only read. */
  function look(asked: string): Answer {
    const catalogue = CATALOGUE.exec(asked);
    if (catalogue !== null) {
      if (!graph.permissions.has('AppCatalog.Read.All')) return refused(403, 'Forbidden');
      const [, externalId = ''] = catalogue;
      const app = graph.catalogue.get(externalId);
      return given({ value: app ? [{ ...app, externalId, displayName: '通話録音データ取出し' }] : [] });
    }
    const [, personId = '', which = ''] = LISTED.exec(asked) ?? CHAT.exec(asked) ?? [];
    if (personId === '') return refused(400, 'BadRequest');
    if (!graph.permissions.has(INSTALL)) return refused(403, 'Forbidden');
    if (!graph.people.has(personId)) return refused(404, 'NotFound');
    const has = [...(graph.installed.get(personId) ?? [])];
    if (LISTED.test(asked)) {
      const { id } = graph.catalogue.get(which) ?? {};
      const shown = graph.slowToShow-- <= 0 && id !== undefined && has.includes(id);
      const value = shown ? [{ id: installationOf(personId, id), teamsApp: { id, externalId: which } }] : [];
      return given({ '@odata.count': value.length, value });
    }
    if (!has.some((id) => installationOf(personId, id) === which)) return refused(404, 'NotFound');
    return given({ id: graph.chatOf(personId), chatType: 'oneOnOne' });
  }

  async function install(personId: string, body: unknown): Promise<Answer> {
    if (!graph.permissions.has(INSTALL)) return refused(403, 'Forbidden');
    const bound = isRecord(body) ? String(body['teamsApp@odata.bind']) : '';
    const at = `${url}/v1.0/appCatalogs/teamsApps/`;
    if (!bound.startsWith(at)) return refused(400, 'BadRequest');
    const id = bound.slice(at.length);
    if (![...graph.catalogue.values()].some((app) => app.id === id)) return refused(404, 'NotFound');
    if (!graph.people.has(personId)) return refused(404, 'NotFound');
    const has = graph.installed.get(personId) ?? new Set();
    if (has.has(id)) return refused(409, 'Conflict');
    graph.installed.set(personId, has.add(id));
    await graph.onInstalled(personId);
    if (graph.loseAnswers-- > 0) return { status: LOST };
    const location = `/users('${personId}')/teamwork/installedApps('${installationOf(personId, id)}')`;
    return { status: 201, headers: { location } };
  }

  return graph;
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** In the place of a status: the connection ends without an answer. */
const LOST = 0;

const given = (body: unknown): Answer => ({ status: 200, body });

function refused(status: number, code: string, headers: Record<string, string> = {}): Answer {
  const innerError = { date: '2026-09-16T01:00:00', 'request-id': 'a', 'client-request-id': 'a' };
  return { status, headers, body: { error: { code, message: 'Words that may name 試験 花子.', innerError } } };
}
