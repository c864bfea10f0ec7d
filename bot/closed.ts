import { parse } from 'pg-connection-string';

/**
 * What a bot does not start with. Whoever cannot be told apart from anybody else is served on this machine only, with made-up data;
 * what holds real data starts with nothing that is known to be weak.
 */

/** The value of a setting; empty where it is not set. */
export type Get = (name: string) => string;

const LOOPBACK = ['127.0.0.1', 'localhost', '::1', '[::1]'];

/** Whether a host name or address is this machine for itself. */
function isLoopback(host: string): boolean {
  return LOOPBACK.includes(host.toLowerCase());
}

/**
 * Whether a request to the demo comes from this machine for itself: it names this machine as its host, which a page that was lured to
 * this address by its own name server (DNS rebinding) does not, and no proxy passed it on.
 */
export function isOfThisMachine(call: Call): boolean {
  const host = `http://${String(call.headers.host ?? '')}`;
  return !isPassedOn(call) && URL.canParse(host) && isLoopback(new URL(host).hostname);
}

/** What is looked at of a request. */
interface Call {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly httpVersion: string;
}

/** Whether a proxy passed a request on, by what proxies add to it, or by HTTP/1.0, which no browser speaks and the plainest proxy does. */
export function isPassedOn({ headers, httpVersion }: Call): boolean {
  return httpVersion === '1.0' || Object.keys(headers).some((name) => PROXY.test(name));
}

const PROXY =
  /^(?:forwarded|via|x-forwarded(?:-.*)?|x-real-ip|x-client-ip|x-cluster-client-ip|cf-connecting-ip|true-client-ip)$/;

/** The settings that bring data of one's own into a demo. */
const OWN_DATA = ['DIRECTORY_FILE', 'RECORDER_DIR', 'DATABASE_URL', 'DATABASE_OWNER_URL'] as const;

/** The settings that name a database's server. */
const SERVERS = ['DATABASE_URL', 'DATABASE_DIRECT_URL', 'DATABASE_READ_URL', 'DATABASE_OWNER_URL'] as const;

/**
 * What speaks against a demo (no `BOT_ID`): it verifies nobody, so it answers this machine alone, behind no proxy, with its own sample
 * data; with data of one's own only where `DEMO_DATA=own` says that this is meant.
 */
export function demoFaults(get: Get): string[] {
  const faults: string[] = [];
  if (get('NODE_ENV') === 'production') {
    faults.push('BOT_ID: must be set with NODE_ENV=production, for example 00000000-0000-0000-0000-000000000000');
  }
  for (const name of ['HOST', 'FILES_HOST']) {
    if (!isLoopback(get(name) || '127.0.0.1'))
      faults.push(`${name}: must be a loopback address while BOT_ID is not set, for example 127.0.0.1`);
  }
  for (const [name, port] of [
    ['PUBLIC_URL', 3978],
    ['FILES_URL', 3979],
  ] as const) {
    const address = get(name);
    if (URL.canParse(address) && !(address.startsWith('http:') && isLoopback(new URL(address).hostname))) {
      faults.push(
        `${name}: must be an address of this machine while BOT_ID is not set, for example http://localhost:${port}`,
      );
    }
  }
  for (const name of ['TRUST_PROXY', 'FILES_TRUST_PROXY']) {
    if (!['', '0'].includes(get(name))) faults.push(`${name}: needs BOT_ID; the demo stands behind no proxy`);
  }
  if (get('KEY_VAULT_KEY') !== '') faults.push('KEY_VAULT_KEY: needs BOT_ID, with whose identity the vault is entered');
  if (get('FILE_STORE') === 'azure') faults.push('FILE_STORE: azure needs BOT_ID, with whose identity it is entered');
  if (get('GRAPH_INSTALL') === 'on') faults.push('GRAPH_INSTALL: on needs BOT_ID, with whose identity Graph is asked');
  if (get('DEMO_DATA') !== 'own') {
    const own = OWN_DATA.filter((name) => get(name) !== '');
    faults.push(
      ...own.map((name) => `${name}: needs BOT_ID; to try it out on this machine without one, set DEMO_DATA=own`),
    );
  }
  return faults;
}

/** What an installation needs, each with an example. */
const NEEDED: [name: string, example: string, unless?: (get: Get) => boolean][] = [
  ['BOT_TENANT_ID', '00000000-0000-0000-0000-000000000000'],
  ['PUBLIC_URL', 'https://recordings.city.example.jp'],
  ['LINK_SECRET', 'the output of: openssl rand -base64 32'],
  ['DIRECTORY_FILE', '/srv/recordings/directory.csv'],
  ['BOT_PASSWORD', 'the client secret made in the Azure portal', (get) => get('BOT_TYPE') === 'UserAssignedMSI'],
  ['AUDIT_KEYS', 'the output of: openssl rand -base64 32'],
  ['MASTER_KEYS', 'the output of: openssl rand -base64 32', (get) => get('KEY_VAULT_KEY') !== ''],
];

/** What speaks against an installation with real data (`BOT_ID` is set). */
export function realFaults(get: Get): string[] {
  const faults = NEEDED.flatMap(([name, example, unless]) =>
    get(name) === '' && !unless?.(get) ? [`${name}: must be set when BOT_ID is set, for example ${example}`] : [],
  );
  for (const [name, example] of [
    ['PUBLIC_URL', 'https://recordings.city.example.jp'],
    ['FILES_URL', 'https://recordings.lan.example.jp'],
  ] as const) {
    if (get(name).startsWith('http://'))
      faults.push(`${name}: must begin with https:// when BOT_ID is set, for example ${example}`);
  }
  for (const name of ['ENTRA_ISSUER', 'GRAPH_URL']) {
    if (get(name).startsWith('http://')) faults.push(`${name}: must begin with https:// when BOT_ID is set`);
  }
  if (get('NODE_TLS_REJECT_UNAUTHORIZED') === '0')
    faults.push(
      'NODE_TLS_REJECT_UNAUTHORIZED: must not be 0 when BOT_ID is set; add your certificate authority with NODE_EXTRA_CA_CERTS',
    );
  if (get('DEMO_DATA') !== '') faults.push('DEMO_DATA: must not be set when BOT_ID is set');
  if (get('DATABASE_URL') === '' && get('ALLOW_EMBEDDED') !== '1') {
    faults.push(
      'DATABASE_URL: must be set when BOT_ID is set, for example postgresql://bot:PASSWORD@db.example.jp:5432/recordings?sslmode=verify-full; ' +
        'to use the embedded database all the same, set ALLOW_EMBEDDED=1',
    );
  }
  return [...faults, ...databaseFaults(get), ...secretFaults(get)];
}

/** Hosts that take every address of the machine. */
const EVERYWHERE = ['0.0.0.0', '::'];

/** What does not fit together of the addresses for Teams and for people. */
export function addressFaults(get: Get): string[] {
  const [publicUrl, filesUrl, port, host] = [get('PUBLIC_URL'), get('FILES_URL'), get('FILES_PORT'), get('HOST')];
  const faults: string[] = [];
  if (filesUrl !== '' && publicUrl === '')
    faults.push('FILES_URL: needs PUBLIC_URL, the address for Teams from which it is apart');
  const apart =
    [publicUrl, filesUrl].every((one) => URL.canParse(one)) && new URL(publicUrl).origin !== new URL(filesUrl).origin;
  if (port !== '' && !apart)
    faults.push('FILES_PORT: needs a FILES_URL that is another than PUBLIC_URL, for the people who are served there');
  for (const name of ['FILES_HOST', 'FILES_TRUST_PROXY']) {
    if (get(name) !== '' && port === '') faults.push(`${name}: needs FILES_PORT, the port that it is about`);
  }
  const filesHost = get('FILES_HOST') || host;
  const meet = host === filesHost || [host, filesHost].some((one) => EVERYWHERE.includes(one));
  if (port !== '' && port !== '0' && +port === +get('PORT') && meet)
    faults.push('FILES_PORT: must be another than PORT, for example 3979');
  return faults;
}

function databaseFaults(get: Get): string[] {
  return SERVERS.flatMap((name) => {
    const text = get(name);
    if (text === '' || isSafe(text, get('PGHOST'))) return [];
    return [`${name}: must be encrypted to another machine, for example with ?sslmode=verify-full at its end`];
  });
}

/** Whether the driver, by its own reading of the address, stays on this machine or encrypts and checks whom it speaks with. */
function isSafe(text: string, elsewhere: string): boolean {
  try {
    const { host: named, ssl } = parse(text);
    const host = named || elsewhere;
    // A socket of this machine has a path for its host.
    if (host === '' || host.startsWith('/') || isLoopback(host)) return true;
    return typeof ssl === 'object'
      ? (ssl as { rejectUnauthorized?: unknown }).rejectUnauthorized !== false
      : ssl === true;
  } catch {
    return false;
  }
}

/** The lists of keys of 32 bytes in base64. */
const KEY_LISTS = ['MASTER_KEYS', 'AUDIT_KEYS'] as const;

/** A key of 32 bytes by chance has about 30 different ones; fewer than 16 come about once in 10^16. */
const LEAST_DIFFERENT_BYTES = 16;

/** Bits that a secret has to have at least, estimated from how often its characters come. */
const LEAST_BITS = 128;

function secretFaults(get: Get): string[] {
  const keys = KEY_LISTS.flatMap((name) => listed(get(name)).map((key) => ({ name, key })));
  const weak = keys.filter(({ key }) => isWeak(Buffer.from(key, 'base64')));
  const faults = [...new Set(weak.map(({ name }) => name))].map((name) => weakKey(name));
  const secrets = [...keys, ...listed(get('LINK_SECRET')).map((key) => ({ name: 'LINK_SECRET' as const, key }))];
  // One key can be written in several ways.
  const same = (one: string, other: string) =>
    one === other || Buffer.from(one, 'base64').equals(Buffer.from(other, 'base64'));
  const twice = secrets.find(({ key }, at) => secrets.some((other, index) => index < at && same(other.key, key)));
  if (twice !== undefined) faults.push(`${twice.name}: repeats a key or secret; each must be one of its own`);
  if (listed(get('LINK_SECRET')).some((secret) => bitsOf(secret) < LEAST_BITS)) faults.push(weakKey('LINK_SECRET'));
  return faults;
}

/** Too few different bytes, a block said twice, or bytes that count up or down: no key by chance. */
function isWeak(key: Buffer): boolean {
  const half = key.length / 2;
  const steps = new Set([...key.subarray(1)].map((byte, at) => (byte - (key[at] ?? 0) + 256) % 256));
  return (
    new Set(key).size < LEAST_DIFFERENT_BYTES || key.subarray(0, half).equals(key.subarray(half)) || steps.size === 1
  );
}

const weakKey = (name: string) => `${name}: could be guessed; take the output of: openssl rand -base64 32`;

const listed = (text: string): string[] => (text === '' ? [] : text.split(',').map((one) => one.trim()));

/** How many bits a text holds, if each of its characters came by chance and as often as it does here. */
function bitsOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const { length } = text;
  return [...counts.values()].reduce((bits, count) => bits + count * Math.log2(length / count), 0);
}
