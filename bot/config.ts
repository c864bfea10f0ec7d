import { isAbsolute, join, relative, sep } from 'node:path';
import ipaddr from 'ipaddr.js';
import { z } from 'zod/v4';
import { addressFaults, demoFaults, realFaults } from './closed.js';
import { AppError } from './errors.js';
import { isCivilDate } from './japanese/civil.js';
import { ROOT } from './paths.js';
import type { Period } from './rule/period.js';
import { CITY, cityFaults, DEFAULT_CITY } from './rule/profile/city.js';
import { type Receipt, readReceipt } from './rule/receipt.js';
import { TUNABLE_SCHEMA, type Tunable, type TunableValues, tunableFrom, tunableIn } from './tunable.js';
import { address, container, day, isAddress, optional, server, text, whole } from './variables.js';

/** The settings of one running bot; every one is explained in `.env.example`. */
export interface Config extends Tunable {
  /** What the environment says of the settings that may be changed, and what is in force of them. */
  environment: TunableValues;
  inForce: TunableValues;
  host: string;
  port: number;
  /** Where Teams reaches the bot and, unless `filesUrl` says otherwise, people's browsers do, too. */
  publicUrl: string;
  /** Where people's browsers reach it; empty = `publicUrl`. To be read by way of `addresses.ts`. */
  filesUrl: string;
  /** Where a server of its own listens for people; without a port both are served at one. */
  filesHost: string;
  filesPort: number | undefined;
  /** Whether the public notice (第3条第1項) is served at `publicUrl`, too, where people are apart. */
  publicNotice: boolean;
  /** How many reverse proxies stand before the bot; whose word on the sender's address is believed. */
  trustProxy: number;
  /** The same before the server for people. */
  filesTrustProxy: number;
  production: boolean;
  dataDir: string;
  /** Where copies and letters lie: in `dataDir`, or in a container of an Azure storage account. */
  fileStore: 'disk' | 'azure';
  /** Address of that container; empty = none. */
  fileContainer: string;
  databaseUrl: string;
  /** The way to the same database past a pooler that hands connections round; empty = `databaseUrl` is one. */
  databaseDirectUrl: string;
  /** A replica of the database, for what reads much and changes nothing; empty = none. */
  databaseReadUrl: string;
  /** Folder in which a backup is made every night; empty = none. */
  backupDir: string;
  /** Days that backups in it are kept. */
  backupDays: number;
  /** Connection string of the database's owner, who migrates and grants; empty = `databaseUrl`. */
  databaseOwnerUrl: string;
  /** How long one statement may take on the server, in seconds. */
  databaseTimeoutSeconds: number;
  directoryFile: string;
  recorderDir: string;
  /** Whether files whose 90 days are over are removed from the recorder's folder, too (第4条第2項); otherwise it is only read. */
  recorderDelete: boolean;
  recorderColumns: Record<string, string>;
  importMinutes: number;
  demo: boolean;
  /** A demo with data of one's own, for trying out. */
  demoOwnData: boolean;
  /** The app registration: single tenant with a client secret, or a user-assigned managed identity without one. */
  bot: { id: string; tenantId: string; password: string; type: 'SingleTenant' | 'UserAssignedMSI' };
  /** Through which of Microsoft's packages the bot speaks with Teams. */
  teamsSdk: 'botbuilder' | 'agents';
  /** Microsoft Graph, through which the bot is installed for people who do not have it yet, where that is granted. */
  graph: {
    install: boolean;
    /** Scheme and host. */
    url: string;
    /** The app's id in the organisation's catalogue; empty = it is asked of the catalogue. */
    appId: string;
  };
  /** Secrets behind links: the first signs, the others signed earlier ones. */
  linkSecrets: string[];
  /** How a link's reader proves who they are: a code in their own chat, or a sign-in with Microsoft Entra ID. */
  linkSignIn: 'code' | 'entra';
  entra: { issuer: string; clientId: string; clientSecret: string };
  /** When what others made ends, as far as it is said: civil dates, empty = not said; and files of certificates, which say it themselves. */
  ends: { botPassword: string; entraSecret: string; certificates: string[] };
  /** Keys that wrap the file keys of our store: base64 of 32 bytes, the first one wraps, the others only unwrap. */
  masterKeys: string[];
  /** Identifier of a key in Azure Key Vault that wraps instead; empty = `masterKeys`. */
  keyVaultKey: string;
  /** Keys that sign the audit log: base64 of 32 bytes, the first one signs, the others signed earlier rows. */
  auditKeys: string[];
  /** Public halves of further keys that are believed when the log is verified. */
  auditPublicKeys: string[];
  /** File outside the database to which the heads of the audit log are written. */
  auditHeadFile: string;
  /** Container of an Azure storage account to which they are written, too; empty = none. */
  auditHeadContainer: string;
  /** How long recordings are kept (第4条第2項). */
  retention: Period;
  /** Years for which requests and their letters are kept, from 1 April after the 年度 in which they ended; undefined = until somebody says so. */
  recordsYears: number | undefined;
  /** Receipt numbers of requests that are kept all the same. */
  recordsHeld: readonly Receipt[];
  /** Years for which rows of the audit log are kept, counted in the same way; undefined = for ever. */
  auditYears: number | undefined;
  /** Networks from which `/metrics` is answered besides the machine itself, such as 10.1.2.0/24. */
  metricsFrom: string[];
  /** The deployment of Azure OpenAI that is asked of sentences nothing else understands; an empty name = none. */
  chatModel: { deployment: string; url: string; key: string };
  /** Whether sentences that were not understood are kept, masked, for 30 days; otherwise they are only counted. */
  keepUnread: boolean;
  /** The days of the public notice (第3条第1項) where it was published elsewhere, as civil dates; empty = left out. */
  notice: { published: string; changed: string };
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}

const SCHEMA = z.object({
  CITY_PROFILE: text(DEFAULT_CITY),
  ...TUNABLE_SCHEMA.shape,
  HOST: text('127.0.0.1'),
  PORT: whole(3978, 0, 65535),
  PUBLIC_URL: address('https://recordings.city.example.jp'),
  FILES_URL: address('https://recordings.lan.example.jp'),
  FILES_PORT: optional(3979, 0, 65535),
  FILES_HOST: text(''),
  PUBLIC_NOTICE: text('off').refine((value) => value === 'on' || value === 'off', {
    error: 'must be on or off, for example off',
  }),
  TRUST_PROXY: whole(0, 0, 9),
  FILES_TRUST_PROXY: optional(1, 0, 9),
  NODE_ENV: text('development'),
  DATA_DIR: text('.data'),
  FILE_STORE: text('disk').refine((value) => value === 'disk' || value === 'azure', {
    error: 'must be disk or azure, for example disk',
  }),
  FILE_CONTAINER: container('https://account.example.jp/files'),
  BACKUP_DIR: text(''),
  BACKUP_DAYS: whole(14, 1, 90),
  DATABASE_URL: server('postgresql://bot:PASSWORD@db.example.jp:5432/recordings'),
  DATABASE_DIRECT_URL: server('postgresql://bot:PASSWORD@db.example.jp:5432/recordings'),
  DATABASE_READ_URL: server('postgresql://auditor:PASSWORD@replica.example.jp:5432/recordings'),
  DATABASE_OWNER_URL: server('postgresql://owner:PASSWORD@db.example.jp:5432/recordings'),
  DATABASE_TIMEOUT_SECONDS: whole(30, 1, 3600),
  AUDIT_KEYS: text('').refine((value) => value === '' || value.split(',').every(isKey), {
    error: 'must be keys of 32 bytes in base64 with commas between, for example the output of: openssl rand -base64 32',
  }),
  AUDIT_PUBLIC_KEYS: text('').refine((value) => value === '' || value.split(',').every(isKey), {
    error: 'must be public keys of 32 bytes in base64 with commas between, as the rows audit.key of the log tell them',
  }),
  AUDIT_HEAD_FILE: text(''),
  AUDIT_HEAD_CONTAINER: container('https://account.example.jp/audit-heads'),
  ALLOW_EMBEDDED: text('').refine((value) => value === '' || value === '1', {
    error: 'must be 1 or empty, for example 1',
  }),
  DEMO_DATA: text('').refine((value) => value === '' || value === 'own', {
    error: 'must be own or empty, for example own',
  }),
  DIRECTORY_FILE: text(''),
  RECORDER_DIR: text(''),
  RECORDER_DELETE: text('off').refine((value) => value === 'on' || value === 'off', {
    error: 'must be on or off, for example off',
  }),
  RECORDER_COLUMNS: text('{}').refine(isTextRecord, {
    error: 'must be a JSON object of column names, for example {"通話開始日時":"start"}',
  }),
  IMPORT_MINUTES: whole(5, 1, 1440),
  PLAYGROUND: text('on').refine((value) => value === 'on' || value === 'off', {
    error: 'must be on or off, for example on',
  }),
  BOT_ID: text('').refine((value) => value === '' || z.guid().safeParse(value).success, {
    error: 'must be the application (client) id, for example 00000000-0000-0000-0000-000000000000',
  }),
  BOT_TENANT_ID: text('').refine((value) => value === '' || z.guid().safeParse(value).success, {
    error: 'must be the directory (tenant) id, for example 00000000-0000-0000-0000-000000000000',
  }),
  BOT_PASSWORD: text(''),
  BOT_PASSWORD_UNTIL: day(),
  BOT_TYPE: text('SingleTenant').refine((value) => value === 'SingleTenant' || value === 'UserAssignedMSI', {
    error: 'must be SingleTenant or UserAssignedMSI, for example SingleTenant',
  }),
  TEAMS_SDK: text('botbuilder').refine((value) => value === 'botbuilder' || value === 'agents', {
    error: 'must be botbuilder or agents, for example botbuilder',
  }),
  GRAPH_INSTALL: text('off').refine((value) => value === 'on' || value === 'off', {
    error: 'must be on or off, for example off',
  }),
  GRAPH_APP_ID: text('').refine((value) => value === '' || z.guid().safeParse(value).success, {
    error: 'must be the id of the app in the catalogue, for example 00000000-0000-0000-0000-000000000000',
  }),
  GRAPH_URL: text('https://graph.microsoft.com').refine((value) => isAddress(value), {
    error: 'must be an address without a path, for example https://graph.microsoft.com',
  }),
  LINK_SECRET: text('').refine((value) => value === '' || value.split(',').every((one) => one.trim().length >= 32), {
    error:
      'must have 32 characters or more, several with commas between, for example the output of: openssl rand -base64 32',
  }),
  LINK_SIGNIN: text('code').refine((value) => value === 'code' || value === 'entra', {
    error: 'must be code or entra, for example code',
  }),
  ENTRA_ISSUER: text('').refine((value) => value === '' || URL.canParse(value), {
    error:
      'must be an address, for example https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0',
  }),
  ENTRA_CLIENT_ID: text(''),
  ENTRA_CLIENT_SECRET: text(''),
  ENTRA_CLIENT_SECRET_UNTIL: day(),
  TLS_CERTIFICATES: text(''),
  MASTER_KEYS: text('').refine((value) => value === '' || value.split(',').every(isKey), {
    error: 'must be keys of 32 bytes in base64 with commas between, for example the output of: openssl rand -base64 32',
  }),
  KEY_VAULT_KEY: text('').refine((value) => value === '' || /^https:\/\/[^/]+\/keys\/[\w-]+(\/\w+)?$/.test(value), {
    error: 'must be the identifier of a key, for example https://vault.example.jp/keys/recordings',
  }),
  RETENTION_DAYS: optional(90, 1, 3650),
  RECORDS_YEARS: optional(5, 1, 100),
  RECORDS_HELD: text('').refine((value) => listOf(value).every((one) => readReceipt(one) !== undefined), {
    error: 'must be receipt numbers with commas between, for example R8-12,R8-15',
  }),
  AUDIT_YEARS: optional(10, 1, 100),
  NOTICE_PUBLISHED: day(),
  NOTICE_CHANGED: day(),
  METRICS_FROM: text('').refine((value) => listOf(value).every((one) => ipaddr.isValidCIDR(one)), {
    error: 'must be networks with commas between, for example 10.1.2.0/24',
  }),
  CHAT_MODEL: text('').refine((value) => /^[\w.-]{0,64}$/.test(value), {
    error: 'must be the name of a deployment, for example chat',
  }),
  CHAT_MODEL_URL: address('https://model.openai.azure.com'),
  CHAT_MODEL_KEY: text(''),
  KEEP_UNREAD: text('off').refine((value) => value === 'on' || value === 'off', {
    error: 'must be on or off, for example off',
  }),
  LOG_LEVEL: text('info').refine((v) => /^(fatal|error|warn|info|debug|trace|silent)$/.test(v), {
    error: 'must be fatal, error, warn, info, debug, trace or silent, for example info',
  }),
});

/** The names of all variables that are read; `.env.example` explains exactly these. */
export const VARIABLES: readonly string[] = Object.keys(SCHEMA.shape);

function isKey(value: string): boolean {
  return /^[\w+/-]{43}=?$/.test(value.trim()) && Buffer.from(value, 'base64').length === 32;
}

const listOf = (value: string): string[] => (value === '' ? [] : value.split(',').map((one) => one.trim()));

/** What does not fit together of where files are kept. */
function containerFaults(get: (name: string) => string): string[] {
  const [store, files, heads] = [get('FILE_STORE'), get('FILE_CONTAINER'), get('AUDIT_HEAD_CONTAINER')];
  const example = 'for example https://account.example.jp/files';
  if (store === 'azure' && files === '') return [`FILE_CONTAINER: must be set with FILE_STORE=azure, ${example}`];
  if (store !== 'azure' && files !== '') return ['FILE_CONTAINER: needs FILE_STORE=azure'];
  const same = files !== '' && files.toLowerCase() === heads.toLowerCase();
  return same ? ['FILE_CONTAINER: must not be AUDIT_HEAD_CONTAINER, in which nothing can be deleted'] : [];
}

/** What does not fit together of the model that is asked. */
function modelFaults(get: (name: string) => string): string[] {
  const set = get('CHAT_MODEL') !== '';
  if (!set)
    return ['CHAT_MODEL_URL', 'CHAT_MODEL_KEY']
      .filter((name) => get(name) !== '')
      .map((name) => `${name}: needs CHAT_MODEL`);
  if (get('DEBUG') === 'true')
    return ['DEBUG: must not be true with CHAT_MODEL, whose client would print what it sends'];
  const faults =
    get('CHAT_MODEL_URL') === ''
      ? ['CHAT_MODEL_URL: must be set with CHAT_MODEL, for example https://model.openai.azure.com']
      : [];
  // Without an app registration there is no identity to enter with.
  if (get('CHAT_MODEL_KEY') === '' && get('BOT_ID') === '')
    faults.push('CHAT_MODEL_KEY: must be set with CHAT_MODEL in the demo');
  return faults;
}

/** What does not fit together of how long records are kept. */
function yearsFaults(get: (name: string) => string): string[] {
  const [records, log] = [get('RECORDS_YEARS'), get('AUDIT_YEARS')];
  if (log === '' || (records !== '' && +records <= +log)) return [];
  return [
    `AUDIT_YEARS: must be at least RECORDS_YEARS, which must be set, for example ${Number(records) > 0 ? records : 5}`,
  ];
}

/** A folder of the settings; a relative path is taken from the checkout. */
const folderOf = (path: string): string => (isAbsolute(path) ? path : join(ROOT, path));

/** What does not fit together of where backups are kept. */
function backupFaults(get: (name: string) => string): string[] {
  if (get('BACKUP_DIR') === '') return [];
  const way = relative(folderOf(get('DATA_DIR')), folderOf(get('BACKUP_DIR')));
  const outside = way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
  return outside ? [] : ['BACKUP_DIR: must not lie in DATA_DIR, with which it would be lost; take another disk'];
}

function isTextRecord(value: string): boolean {
  try {
    return z.record(z.string(), z.string()).safeParse(JSON.parse(value)).success;
  } catch {
    return false;
  }
}

/**
 * Reads the environment into a typed configuration.
 *
 * Without `BOT_ID` the bot cannot tell who is calling, so it runs as the demo; what either does not start with stands in
 * `closed.ts`. Everything that is wrong is listed at once.
 *
 * @throws AppError `config`, whose message names each variable, what is wrong with it and an example
 */
export function parseConfig(env: Record<string, string | undefined>): Config {
  const parsed = SCHEMA.safeParse(env);
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const value = parsed.success ? parsed.data : undefined;
  // PGHOST and its like are the driver's settings, not ours.
  const get = (name: string) =>
    (name in SCHEMA.shape ? SCHEMA.shape[name as keyof typeof SCHEMA.shape].safeParse(env[name]).data : undefined) ??
    env[name]?.trim() ??
    '';
  const demo = get('BOT_ID') === '';
  faults.push(...(demo ? demoFaults(get) : realFaults(get)), ...addressFaults(get));
  if (get('LINK_SIGNIN') === 'entra') {
    for (const name of ['ENTRA_CLIENT_ID', 'ENTRA_CLIENT_SECRET'] as const) {
      if (get(name) === '') faults.push(`${name}: must be set with LINK_SIGNIN=entra, from the app registration`);
    }
    if (get('BOT_TENANT_ID') === '') faults.push('BOT_TENANT_ID: must be set with LINK_SIGNIN=entra');
  }
  for (const name of ['DATABASE_DIRECT_URL', 'DATABASE_READ_URL']) {
    if (get(name) !== '' && get('DATABASE_URL') === '')
      faults.push(`${name}: needs DATABASE_URL, of whose database it is`);
  }
  faults.push(
    ...containerFaults(get),
    ...backupFaults(get),
    ...yearsFaults(get),
    ...modelFaults(get),
    ...cityFaults(env.CITY_PROFILE),
  );
  const [published, changed] = [get('NOTICE_PUBLISHED'), get('NOTICE_CHANGED')];
  if (changed !== '' && published === '') {
    faults.push('NOTICE_CHANGED: needs NOTICE_PUBLISHED, the day the notice was first published');
  } else if (isCivilDate(published) && isCivilDate(changed) && changed < published) {
    faults.push(`NOTICE_CHANGED: must not be before NOTICE_PUBLISHED, for example ${published}`);
  }
  if (faults.length > 0 || value === undefined) {
    throw new AppError('config', `The configuration has faults:\n  ${faults.join('\n  ')}`, '設定に誤りがあります。');
  }
  const dataDir = folderOf(value.DATA_DIR);
  const environment = tunableIn(value);
  return {
    ...tunableFrom(environment),
    environment,
    inForce: environment,
    host: value.HOST,
    port: +value.PORT,
    publicUrl: value.PUBLIC_URL,
    filesUrl: value.FILES_URL,
    filesHost: value.FILES_HOST || value.HOST,
    filesPort: value.FILES_PORT === '' ? undefined : +value.FILES_PORT,
    publicNotice: value.PUBLIC_NOTICE === 'on',
    trustProxy: +value.TRUST_PROXY,
    filesTrustProxy: +(value.FILES_TRUST_PROXY || value.TRUST_PROXY),
    production: value.NODE_ENV === 'production',
    dataDir,
    fileStore: value.FILE_STORE as Config['fileStore'],
    fileContainer: value.FILE_CONTAINER,
    databaseUrl: value.DATABASE_URL,
    databaseDirectUrl: value.DATABASE_DIRECT_URL,
    databaseReadUrl: value.DATABASE_READ_URL,
    backupDir: value.BACKUP_DIR === '' ? '' : folderOf(value.BACKUP_DIR),
    backupDays: +value.BACKUP_DAYS,
    databaseOwnerUrl: value.DATABASE_OWNER_URL,
    databaseTimeoutSeconds: +value.DATABASE_TIMEOUT_SECONDS,
    directoryFile: value.DIRECTORY_FILE,
    recorderDir: value.RECORDER_DIR,
    recorderDelete: value.RECORDER_DELETE === 'on',
    recorderColumns: z.record(z.string(), z.string()).parse(JSON.parse(value.RECORDER_COLUMNS)),
    importMinutes: +value.IMPORT_MINUTES,
    demo,
    demoOwnData: demo && value.DEMO_DATA === 'own',
    bot: {
      id: value.BOT_ID,
      tenantId: value.BOT_TENANT_ID,
      password: value.BOT_PASSWORD,
      type: value.BOT_TYPE as Config['bot']['type'],
    },
    teamsSdk: value.TEAMS_SDK as Config['teamsSdk'],
    graph: { install: value.GRAPH_INSTALL === 'on', url: value.GRAPH_URL, appId: value.GRAPH_APP_ID },
    linkSecrets: listOf(value.LINK_SECRET),
    linkSignIn: value.LINK_SIGNIN as Config['linkSignIn'],
    entra: {
      issuer: value.ENTRA_ISSUER || `https://login.microsoftonline.com/${value.BOT_TENANT_ID}/v2.0`,
      clientId: value.ENTRA_CLIENT_ID,
      clientSecret: value.ENTRA_CLIENT_SECRET,
    },
    ends: {
      botPassword: value.BOT_PASSWORD_UNTIL,
      entraSecret: value.ENTRA_CLIENT_SECRET_UNTIL,
      certificates: listOf(value.TLS_CERTIFICATES),
    },
    masterKeys: listOf(value.MASTER_KEYS),
    keyVaultKey: value.KEY_VAULT_KEY,
    auditKeys: listOf(value.AUDIT_KEYS),
    auditPublicKeys: listOf(value.AUDIT_PUBLIC_KEYS),
    auditHeadContainer: value.AUDIT_HEAD_CONTAINER,
    auditHeadFile: value.AUDIT_HEAD_FILE || join(dataDir, 'audit-heads.jsonl'),
    retention: value.RETENTION_DAYS === '' ? CITY.retention : { days: +value.RETENTION_DAYS },
    recordsYears: value.RECORDS_YEARS === '' ? undefined : +value.RECORDS_YEARS,
    recordsHeld: listOf(value.RECORDS_HELD).flatMap((one) => readReceipt(one) ?? []),
    auditYears: value.AUDIT_YEARS === '' ? undefined : +value.AUDIT_YEARS,
    notice: { published: value.NOTICE_PUBLISHED, changed: value.NOTICE_CHANGED },
    chatModel: { deployment: value.CHAT_MODEL, url: value.CHAT_MODEL_URL, key: value.CHAT_MODEL_KEY },
    keepUnread: value.KEEP_UNREAD === 'on',
    metricsFrom: listOf(value.METRICS_FROM),
    logLevel: value.LOG_LEVEL as Config['logLevel'],
  };
}
