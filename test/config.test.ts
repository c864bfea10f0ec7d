import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Config, parseConfig, VARIABLES } from '../bot/config.js';
import { AppError } from '../bot/errors.js';
import { ROOT } from '../bot/paths.js';

type Env = Record<string, string | undefined>;

const GUID = '11111111-1111-4111-8111-111111111111';

const keyOf = (name: string) => createHash('sha256').update(name).digest('base64');

/** What a real installation sets at least. */
const REAL: Env = {
  BOT_ID: GUID,
  BOT_TENANT_ID: GUID,
  BOT_PASSWORD: 'a client secret',
  PUBLIC_URL: 'https://recordings.city.example.jp',
  LINK_SECRET: keyOf('links'),
  MASTER_KEYS: keyOf('files'),
  AUDIT_KEYS: keyOf('log'),
  DATABASE_URL: 'postgresql://bot@db.example.jp/recordings?sslmode=verify-full',
  DIRECTORY_FILE: '/srv/recordings/directory.csv',
};

/** The faults that are told, one line each; none when the configuration is right. */
function faultsOf(env: Env): string[] {
  try {
    parseConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'config') throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

describe('without any setting', () => {
  const DEFAULTS: Omit<Config, 'environment' | 'inForce'> = {
    host: '127.0.0.1',
    port: 3978,
    publicUrl: '',
    filesUrl: '',
    filesHost: '127.0.0.1',
    filesPort: undefined,
    publicNotice: false,
    trustProxy: 0,
    filesTrustProxy: 0,
    production: false,
    chatModel: { deployment: '', url: '', key: '' },
    keepUnread: false,
    dataDir: join(ROOT, '.data'),
    fileStore: 'disk',
    fileContainer: '',
    backupDir: '',
    backupDays: 14,
    databaseUrl: '',
    databaseDirectUrl: '',
    databaseReadUrl: '',
    databaseOwnerUrl: '',
    databaseTimeoutSeconds: 30,
    directoryFile: '',
    recorderDir: '',
    recorderDelete: false,
    recorderColumns: {},
    importMinutes: 5,
    areaCode: '096',
    demo: true,
    demoOwnData: false,
    bot: { id: '', tenantId: '', password: '', type: 'SingleTenant' },
    teamsSdk: 'botbuilder',
    graph: { install: false, url: 'https://graph.microsoft.com', appId: '' },
    linkSecrets: [],
    linkSignIn: 'code',
    entra: { issuer: 'https://login.microsoftonline.com//v2.0', clientId: '', clientSecret: '' },
    ends: { botPassword: '', entraSecret: '', certificates: [] },
    masterKeys: [],
    keyVaultKey: '',
    auditKeys: [],
    auditPublicKeys: [],
    auditHeadContainer: '',
    auditHeadFile: join(ROOT, '.data', 'audit-heads.jsonl'),
    linkDays: 7,
    linkDownloads: 5,
    linkListens: 10,
    copyDays: 30,
    retention: { days: 90 },
    recordsYears: undefined,
    recordsHeld: [],
    auditYears: undefined,
    sealOmitted: false,
    registration: { limitMb: 30, classification: '', keptFor: '', numbers: 'masked' },
    reminders: { undecided: 2, retentionLeft: [14, 7, 3, 1], linkLeft: 2, unregistered: 5, matters: 3 },
    answerSymbol: '管財発',
    contact: { address: '〒860-8601 熊本市中央区手取本町1番1号', tel: '096-328-2111', mail: '' },
    notice: { published: '', changed: '' },
    metricsFrom: [],
    logLevel: 'info',
  };

  it('the bot is the demo on the loopback address, with the numbers of the rule', () => {
    expect(parseConfig({})).toMatchObject(DEFAULTS);
  });

  it('is the same as with every setting left empty or blank', () => {
    expect(parseConfig(Object.fromEntries(VARIABLES.map((name) => [name, ''])))).toEqual(parseConfig({}));
    expect(parseConfig(Object.fromEntries(VARIABLES.map((name) => [name, '  '])))).toEqual(parseConfig({}));
  });
});

const R = (fiscalYear: number, serial: number) => ({ fiscalYear, serial });

describe('a setting', () => {
  it.each<[string, string, Partial<Config>]>([
    ['HOST', '::1', { host: '::1' }],
    ['PORT', '0', { port: 0 }],
    ['TEAMS_SDK', 'agents', { teamsSdk: 'agents' }],
    ['PUBLIC_URL', 'http://localhost:3978', { publicUrl: 'http://localhost:3978' }],
    ['PUBLIC_NOTICE', 'on', { publicNotice: true }],
    ['NODE_ENV', 'test', { production: false }],
    ['DATA_DIR', '/srv/data', { dataDir: '/srv/data' }],
    ['DATA_DIR', 'data', { dataDir: join(ROOT, 'data') }],
    ['BACKUP_DIR', '/mnt/backup', { backupDir: '/mnt/backup' }],
    ['BACKUP_DIR', 'backups', { backupDir: join(ROOT, 'backups') }],
    ['BACKUP_DAYS', '30', { backupDays: 30 }],
    ['RECORDER_COLUMNS', '{"通話開始日時":"start"}', { recorderColumns: { 通話開始日時: 'start' } }],
    ['IMPORT_MINUTES', '1440', { importMinutes: 1440 }],
    ['AREA_CODE', '0964', { areaCode: '0964' }],
    ['LINK_SECRET', 'x'.repeat(32), { linkSecrets: ['x'.repeat(32)] }],
    ['LINK_SECRET', `${'y'.repeat(32)}, ${'x'.repeat(32)}`, { linkSecrets: ['y'.repeat(32), 'x'.repeat(32)] }],
    ['BOT_PASSWORD_UNTIL', '2028-02-29', { ends: { botPassword: '2028-02-29', entraSecret: '', certificates: [] } }],
    [
      'TLS_CERTIFICATES',
      '/a.pem, /b.pem',
      { ends: { botPassword: '', entraSecret: '', certificates: ['/a.pem', '/b.pem'] } },
    ],
    ['LINK_DAYS', '14', { linkDays: 14 }],
    ['LINK_DOWNLOADS', '1', { linkDownloads: 1 }],
    ['LINK_LISTENS', '3', { linkListens: 3 }],
    ['COPY_DAYS', '60', { copyDays: 60 }],
    ['RETENTION_DAYS', '30', { retention: { days: 30 } }],
    ['RECORDS_YEARS', '5', { recordsYears: 5, auditYears: undefined }],
    ['RECORDS_HELD', 'R8-12, r9-1', { recordsHeld: [R(2026, 12), R(2027, 1)] }],
    ['NOTICE_PUBLISHED', '2028-02-29', { notice: { ...parseConfig({}).notice, published: '2028-02-29' } }],
    ['CONTACT_TEL', '0120-000-111', { contact: { ...parseConfig({}).contact, tel: '0120-000-111' } }],
    ['CONTACT_MAIL', 'a+b@city.example.jp', { contact: { ...parseConfig({}).contact, mail: 'a+b@city.example.jp' } }],
    ['REGISTRATION_KEPT_FOR', '5年', { registration: { ...parseConfig({}).registration, keptFor: '5年' } }],
    ['REGISTRATION_NUMBERS', 'full', { registration: { ...parseConfig({}).registration, numbers: 'full' } }],
    ['SEAL_OMITTED', 'on', { sealOmitted: true }],
    ['ANSWER_SYMBOL', '資管発', { answerSymbol: '資管発' }],
    ['METRICS_FROM', '10.1.2.0/24, fd00::/8', { metricsFrom: ['10.1.2.0/24', 'fd00::/8'] }],
    ['LOG_LEVEL', 'silent', { logLevel: 'silent' }],
  ])('%s=%s is taken over', (name, value, expected) => {
    expect(parseConfig({ [name]: value })).toMatchObject(expected);
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', '0x50'],
    ['PUBLIC_URL', 'recordings.example.jp'],
    ['PUBLIC_URL', 'https://recordings.example.jp/'],
    ['PUBLIC_URL', 'https://recordings.example.jp/bot'],
    ['PUBLIC_URL', 'ftp://recordings.example.jp'],
    ['PUBLIC_URL', 'https://x@recordings.example.jp'],
    ['PUBLIC_URL', 'https://recordings.example.jp?x'],
    ['PUBLIC_URL', 'https://recordings.example.jp:x'],
    ['PUBLIC_NOTICE', 'yes'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['METRICS_FROM', '10.1.2.3'],
    ['METRICS_FROM', '10.1.2.0/33'],
    ['RECORDER_COLUMNS', 'start'],
    ['RECORDER_COLUMNS', '["start"]'],
    ['RECORDER_COLUMNS', '{"通話開始日時":1}'],
    ['IMPORT_MINUTES', '0'],
    ['AREA_CODE', '96'],
    ['PLAYGROUND', 'yes'],
    ['SEAL_OMITTED', 'true'],
    ['GRAPH_INSTALL', 'yes'],
    ['RECORDER_DELETE', 'yes'],
    ['GRAPH_APP_ID', 'my-app'],
    ['GRAPH_URL', 'https://graph.microsoft.com/v1.0'],
    ['BOT_ID', 'my-bot'],
    ['BOT_TENANT_ID', 'my-tenant'],
    ['LINK_SECRET', 'too short'],
    ['BACKUP_DAYS', '91'],
    ['BOT_PASSWORD_UNTIL', '2028/2/29'],
    ['ENTRA_CLIENT_SECRET_UNTIL', '2027-02-29'],
    ['LINK_DAYS', '91'],
    ['LINK_DOWNLOADS', '0'],
    ['LINK_LISTENS', '0'],
    ['LINK_DOWNLOADS', 'five'],
    ['COPY_DAYS', '0'],
    ['RETENTION_DAYS', '0'],
    ['RECORDS_YEARS', '0'],
    ['RECORDS_HELD', 'R8-12,12'],
    ['AUDIT_YEARS', '10'],
    ['CONTACT_TEL', '328-2111'],
    ['CONTACT_TEL', '096 328 2111'],
    ['CONTACT_TEL', '096-328-2111;ext=1'],
    ['CONTACT_MAIL', 'city.example.jp'],
    ['CONTACT_MAIL', 'a@city.example.jp?subject=x'],
    ['NOTICE_PUBLISHED', '令和8年11月23日'],
    ['NOTICE_PUBLISHED', '2026-02-30'],
    ['NOTICE_PUBLISHED', '2026-11-23T00:00'],
    ['LOG_LEVEL', 'loud'],
  ])('%s=%s is refused by its name, with an example', (name, value) => {
    const faults = faultsOf({ [name]: value });
    expect(faults[0]).toMatch(new RegExp(`^${name}: must .*, for example \\S+`));
    expect(faults.every((fault) => fault.startsWith(`${name}:`) || name === 'BOT_ID')).toBe(true);
  });

  it('that keeps the log for years keeps it as long as the requests, at least', () => {
    const years = (RECORDS_YEARS: string, AUDIT_YEARS: string) => ({ RECORDS_YEARS, AUDIT_YEARS });
    expect(faultsOf(years('5', '5'))).toEqual([]);
    expect(faultsOf(years('5', '4'))).toEqual([
      'AUDIT_YEARS: must be at least RECORDS_YEARS, which must be set, for example 5',
    ]);
    expect(parseConfig(years('5', '10'))).toMatchObject({ recordsYears: 5, auditYears: 10 });
  });

  it('that says the notice was changed follows its publication, at the earliest on the same day', () => {
    const days = (NOTICE_PUBLISHED: string, NOTICE_CHANGED: string) => ({ NOTICE_PUBLISHED, NOTICE_CHANGED });
    expect(faultsOf(days('2026-11-23', '2026-11-23'))).toEqual([]);
    expect(faultsOf(days('2026-11-23', '2026-11-22'))).toEqual([
      'NOTICE_CHANGED: must not be before NOTICE_PUBLISHED, for example 2026-11-23',
    ]);
    expect(faultsOf(days('', '2026-11-23'))).toEqual([
      'NOTICE_CHANGED: needs NOTICE_PUBLISHED, the day the notice was first published',
    ]);
    expect(faultsOf(days('2026-11-23', '2026-13-01'))).toEqual([
      'NOTICE_CHANGED: must be a date of the calendar, for example 2026-11-23',
    ]);
  });

  it('keeps backups apart from the data, with which they would be lost', () => {
    const dirs = (DATA_DIR: string, BACKUP_DIR: string) => faultsOf({ DATA_DIR, BACKUP_DIR });
    const fault = 'BACKUP_DIR: must not lie in DATA_DIR, with which it would be lost; take another disk';
    expect(dirs('/srv/data', '/srv/data')).toEqual([fault]);
    expect(dirs('/srv/data', '/srv/backup/../data/backups')).toEqual([fault]);
    expect(dirs('', '.data/backups')).toEqual([fault]);
    expect(dirs('/srv/data', '/srv/data-backups')).toEqual([]);
    expect(dirs('/srv/data', '/srv/..data')).toEqual([]);
  });

  it('never has its value in the message when it is a secret', () => {
    const told = faultsOf({ ...REAL, LINK_SECRET: 'hunter2', BOT_PASSWORD: 'correct horse', PORT: 'x' }).join('\n');
    expect(told).toContain('LINK_SECRET');
    expect(told).not.toMatch(/hunter2|correct horse/);
  });

  it('is refused together with all other faults at once', () => {
    const names = faultsOf({ PORT: 'x', LINK_DAYS: 'x', LOG_LEVEL: 'x', HOST: '0.0.0.0', NODE_ENV: 'production' }).map(
      (fault) => fault.split(':')[0],
    );
    expect(names.sort()).toEqual(['BOT_ID', 'HOST', 'LINK_DAYS', 'LOG_LEVEL', 'PORT']);
  });
});

describe('an address for people apart from that for Teams', () => {
  const ONE = { PUBLIC_URL: 'http://localhost:3978' };
  const APART = { ...ONE, FILES_URL: 'http://localhost:3979' };

  it.each<[string, Env]>([
    ['FILES_URL: needs PUBLIC_URL', { FILES_URL: APART.FILES_URL }],
    ['FILES_PORT: needs a FILES_URL that is another than PUBLIC_URL', { ...ONE, FILES_PORT: '3979' }],
    ['FILES_PORT: needs a FILES_URL', { ...ONE, FILES_URL: 'http://LOCALHOST:3978', FILES_PORT: '3979' }],
    ['FILES_PORT: must be another than PORT', { ...APART, FILES_PORT: '3978' }],
    ['FILES_HOST: needs FILES_PORT', { ...APART, FILES_HOST: '127.0.0.1' }],
    ['FILES_TRUST_PROXY: needs FILES_PORT', { ...APART, FILES_TRUST_PROXY: '0' }],
  ])('is refused where it does not fit: %s', (fault, env) => {
    expect(faultsOf(env)).toEqual([expect.stringContaining(fault)]);
  });

  it('may be the same address in another spelling, another address of the machine, or a free port', () => {
    expect(faultsOf({ ...ONE, FILES_URL: 'http://LOCALHOST:3978' })).toEqual([]);
    expect(faultsOf({ ...APART, FILES_PORT: '3978', FILES_HOST: '::1' })).toEqual([]);
    expect(faultsOf({ ...REAL, FILES_URL: 'https://a.example.jp', FILES_PORT: '3978', HOST: '0.0.0.0' })).toHaveLength(
      1,
    );
    expect(faultsOf({ ...APART, FILES_PORT: '0', PORT: '0' })).toEqual([]);
    expect(parseConfig({ ...APART, FILES_PORT: '3979' })).toMatchObject({
      filesUrl: 'http://localhost:3979',
      filesHost: '127.0.0.1',
      filesPort: 3979,
    });
  });
});

describe('without BOT_ID', () => {
  it.each(['0.0.0.0', '192.168.1.5', 'recordings.city.example.jp', '::', '127.0.0.1.example.jp'])(
    'the bot does not listen on %s, and says why',
    (HOST) => {
      expect(faultsOf({ HOST })).toEqual([
        'HOST: must be a loopback address while BOT_ID is not set, for example 127.0.0.1',
      ]);
    },
  );

  it.each<[string, Env]>([
    ['FILES_URL', { FILES_URL: 'https://recordings.lan.example.jp' }],
    ['FILES_HOST', { FILES_URL: 'http://localhost:3979', FILES_PORT: '3979', FILES_HOST: '0.0.0.0' }],
    ['FILES_TRUST_PROXY', { FILES_URL: 'http://localhost:3979', FILES_PORT: '3979', FILES_TRUST_PROXY: '1' }],
  ])('the bot serves people on this machine only, whatever %s says', (name, env) => {
    expect(faultsOf({ PUBLIC_URL: 'http://localhost:3978', ...env })).toEqual([
      expect.stringMatching(new RegExp(`^${name}: .*BOT_ID`)),
    ]);
  });

  it.each(['127.0.0.1', 'localhost', '::1'])('the bot may listen on %s', (HOST) => {
    expect(parseConfig({ HOST }).demo).toBe(true);
  });

  it.each([
    ['PUBLIC_URL', 'https://recordings.city.example.jp'],
    ['PUBLIC_URL', 'https://localhost'],
    ['PUBLIC_URL', 'http://localhost.example.jp'],
    ['TRUST_PROXY', '1'],
    ['DIRECTORY_FILE', '/srv/directory.csv'],
    ['RECORDER_DIR', '/mnt/recorder'],
    ['DATABASE_URL', 'postgresql://localhost/recordings'],
    ['DATABASE_OWNER_URL', 'postgresql://localhost/recordings'],
  ])('the bot does not take %s=%s', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name}: .*BOT_ID`))]);
  });

  it('the bot takes a directory, a recorder and a database of one’s own where that is said, still on this machine only', () => {
    const own = {
      DEMO_DATA: 'own',
      DIRECTORY_FILE: '/srv/directory.csv',
      RECORDER_DIR: '/mnt/recorder',
      DATABASE_URL: 'postgresql://localhost/recordings',
    };
    expect(parseConfig(own)).toMatchObject({ demo: true, demoOwnData: true, directoryFile: '/srv/directory.csv' });
    expect(faultsOf({ ...own, HOST: '0.0.0.0', PUBLIC_URL: 'https://x.example.jp', TRUST_PROXY: '1' })).toHaveLength(3);
  });

  it('the bot does not start in production', () => {
    expect(faultsOf({ NODE_ENV: 'production' })).toEqual([
      expect.stringMatching(/^BOT_ID: must be set with NODE_ENV=production, for example/),
    ]);
  });
});

describe('with BOT_ID', () => {
  it('the bot is no demo and may listen anywhere, in production too', () => {
    expect(parseConfig({ ...REAL, HOST: '0.0.0.0', NODE_ENV: 'production' })).toMatchObject({
      demo: false,
      production: true,
      host: '0.0.0.0',
      bot: { id: GUID, tenantId: GUID, password: 'a client secret', type: 'SingleTenant' },
    });
  });

  it.each([
    'BOT_TENANT_ID',
    'BOT_PASSWORD',
    'PUBLIC_URL',
    'LINK_SECRET',
    'MASTER_KEYS',
    'AUDIT_KEYS',
    'DIRECTORY_FILE',
  ])('%s is needed', (name) => {
    expect(faultsOf({ ...REAL, [name]: undefined })).toEqual([
      expect.stringMatching(new RegExp(`^${name}: must be set when BOT_ID is set, for example \\S+`)),
    ]);
  });

  it('a managed identity needs no password, and a key vault no master key', () => {
    expect(faultsOf({ ...REAL, BOT_TYPE: 'UserAssignedMSI', BOT_PASSWORD: undefined })).toEqual([]);
    expect(faultsOf({ ...REAL, MASTER_KEYS: '', KEY_VAULT_KEY: 'https://vault.example.jp/keys/recordings' })).toEqual(
      [],
    );
  });

  const IN_AZURE = { ...REAL, FILE_STORE: 'azure', FILE_CONTAINER: 'https://account.example.jp/files' };

  it('files are kept in a container only where both settings say so', () => {
    expect(parseConfig(IN_AZURE)).toMatchObject({
      fileStore: 'azure',
      fileContainer: 'https://account.example.jp/files',
    });
    expect(faultsOf({ ...IN_AZURE, FILE_CONTAINER: '' })).toEqual([
      'FILE_CONTAINER: must be set with FILE_STORE=azure, for example https://account.example.jp/files',
    ]);
    expect(faultsOf({ ...IN_AZURE, FILE_STORE: 'disk' })).toEqual(['FILE_CONTAINER: needs FILE_STORE=azure']);
    expect(faultsOf({ ...IN_AZURE, FILE_STORE: '' })).toEqual(['FILE_CONTAINER: needs FILE_STORE=azure']);
  });

  it.each([
    'http://account.example.jp/files',
    'https://account.example.jp',
    'https://account.example.jp/',
    'https://someone@account.example.jp/files',
    'https://account.example.jp/files?sv=2025&sig=secret',
  ])('%s is no address of a container', (address) => {
    for (const name of ['FILE_CONTAINER', 'AUDIT_HEAD_CONTAINER']) {
      expect(faultsOf({ ...IN_AZURE, [name]: address })).toEqual([
        expect.stringMatching(new RegExp(`^${name}: must be the address of a container, for example https://`)),
      ]);
    }
  });

  it('files are not kept where nothing can be deleted', () => {
    expect(faultsOf({ ...IN_AZURE, AUDIT_HEAD_CONTAINER: 'https://account.example.jp/Files' })).toEqual([
      'FILE_CONTAINER: must not be AUDIT_HEAD_CONTAINER, in which nothing can be deleted',
    ]);
    expect(faultsOf({ ...IN_AZURE, AUDIT_HEAD_CONTAINER: 'https://account.example.jp/audit-heads' })).toEqual([]);
  });

  it('the sign-in with Entra needs its app registration', () => {
    expect(faultsOf({ ...REAL, LINK_SIGNIN: 'entra' })).toEqual([
      expect.stringMatching(/^ENTRA_CLIENT_ID: must be set with LINK_SIGNIN=entra/),
      expect.stringMatching(/^ENTRA_CLIENT_SECRET: must be set with LINK_SIGNIN=entra/),
    ]);
  });

  it('people may be served elsewhere, at a port and through proxies of their own', () => {
    const apart = { ...REAL, FILES_URL: 'https://recordings.lan.example.jp', TRUST_PROXY: '2' };
    const filesUrl = 'https://recordings.lan.example.jp';
    expect(parseConfig(apart)).toMatchObject({ filesUrl, filesPort: undefined, filesTrustProxy: 2 });
    const port = { FILES_PORT: '443', FILES_HOST: '10.0.0.5', FILES_TRUST_PROXY: '0' };
    expect(parseConfig({ ...apart, ...port })).toMatchObject({
      filesHost: '10.0.0.5',
      filesPort: 443,
      filesTrustProxy: 0,
    });
  });

  it.each<[string, string, Partial<Config>]>([
    ['TRUST_PROXY', '1', { trustProxy: 1 }],
    ['DATABASE_URL', 'postgres://localhost/x', { databaseUrl: 'postgres://localhost/x' }],
    ['DATABASE_DIRECT_URL', 'postgres://localhost/x', { databaseDirectUrl: 'postgres://localhost/x' }],
    ['DATABASE_READ_URL', 'postgres://localhost/x', { databaseReadUrl: 'postgres://localhost/x' }],
    ['DATABASE_URL', 'postgres:///x?host=/run/postgresql', { databaseUrl: 'postgres:///x?host=/run/postgresql' }],
    ['DIRECTORY_FILE', ' /srv/directory.csv ', { directoryFile: '/srv/directory.csv' }],
    ['RECORDER_DIR', '/mnt/recorder', { recorderDir: '/mnt/recorder' }],
    ['RECORDER_DELETE', 'on', { recorderDelete: true }],
  ])('%s=%s is taken over', (name, value, expected) => {
    expect(parseConfig({ ...REAL, [name]: value })).toMatchObject(expected);
  });

  it('the embedded database is taken only where that is said', () => {
    expect(faultsOf({ ...REAL, DATABASE_URL: '' })).toEqual([
      expect.stringMatching(/^DATABASE_URL: must be set .* set ALLOW_EMBEDDED=1$/),
    ]);
    expect(faultsOf({ ...REAL, DATABASE_URL: '', ALLOW_EMBEDDED: '1' })).toEqual([]);
  });

  it.each(['', '?sslmode=disable', '?sslmode=no-verify', '?ssl=0', '?sslmode=verify-full&sslmode=disable'])(
    'a database on another machine is not reached unencrypted: %s',
    (how) => {
      const url = `postgresql://bot@db.example.jp/recordings${how}`;
      for (const name of ['DATABASE_URL', 'DATABASE_DIRECT_URL', 'DATABASE_READ_URL', 'DATABASE_OWNER_URL']) {
        const elsewhere = `postgresql://bot@localhost/recordings${how === '' ? '?' : `${how}&`}host=db.example.jp`;
        expect(faultsOf({ ...REAL, [name]: elsewhere })).toHaveLength(1);
        expect(faultsOf({ ...REAL, [name]: url })).toEqual([
          expect.stringMatching(new RegExp(`^${name}: must be encrypted`)),
        ]);
      }
    },
  );

  it('a second way to the database needs the first', () => {
    for (const name of ['DATABASE_DIRECT_URL', 'DATABASE_READ_URL']) {
      expect(faultsOf({ [name]: 'postgresql://localhost/recordings' })).toEqual([
        `${name}: needs DATABASE_URL, of whose database it is`,
      ]);
    }
  });

  it('a database that the environment puts on another machine is not reached unencrypted either', () => {
    const url = 'postgresql://bot@/recordings';
    expect(faultsOf({ ...REAL, DATABASE_URL: url })).toEqual([]);
    expect(faultsOf({ ...REAL, DATABASE_URL: url, PGHOST: 'db.example.jp' })).toEqual([
      expect.stringMatching(/^DATABASE_URL: must be encrypted/),
    ]);
  });

  it.each([
    ['MASTER_KEYS', Buffer.alloc(32).toString('base64')],
    ['MASTER_KEYS', `${keyOf('another')},${Buffer.alloc(32, 'abc').toString('base64')}`],
    ['AUDIT_KEYS', Buffer.alloc(32, 255).toString('base64')],
    ['MASTER_KEYS', Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('base64')],
    [
      'AUDIT_KEYS',
      Buffer.concat([...Array(2)].map(() => Buffer.from(keyOf('half'), 'base64').subarray(16))).toString('base64'),
    ],
    ['LINK_SECRET', 'x'.repeat(64)],
    ['LINK_SECRET', 'passwordpasswordpasswordpassword'],
    ['LINK_SECRET', '12345678901234567890123456789012'],
  ])('%s is refused when it could be guessed', (name, value) => {
    expect(faultsOf({ ...REAL, [name]: value })).toEqual([
      `${name}: could be guessed; take the output of: openssl rand -base64 32`,
    ]);
  });

  it.each([
    ['MASTER_KEYS', `${keyOf('files')},${keyOf('files')}`],
    ['AUDIT_KEYS', keyOf('files')],
    ['AUDIT_KEYS', keyOf('files').replace('=', '')],
    ['LINK_SECRET', keyOf('log')],
  ])('%s is refused when it repeats another key', (name, value) => {
    expect(faultsOf({ ...REAL, [name]: value })).toEqual([
      expect.stringMatching(/repeats a key or secret; each must be one of its own$/),
    ]);
  });

  it('nothing of a demo is taken, and no sign-in without encryption', () => {
    expect(faultsOf({ ...REAL, DEMO_DATA: 'own' })).toEqual(['DEMO_DATA: must not be set when BOT_ID is set']);
    expect(faultsOf({ ...REAL, ENTRA_ISSUER: 'http://login.example.jp/' })).toEqual([
      'ENTRA_ISSUER: must begin with https:// when BOT_ID is set',
    ]);
  });

  it('Microsoft Graph is asked over https, and by a bot that has an identity', () => {
    expect(parseConfig({ ...REAL, GRAPH_INSTALL: 'on' }).graph).toEqual({
      ...{ install: true, url: 'https://graph.microsoft.com', appId: '' },
    });
    expect(faultsOf({ ...REAL, GRAPH_URL: 'http://graph.example.jp' })).toEqual([
      'GRAPH_URL: must begin with https:// when BOT_ID is set',
    ]);
    expect(faultsOf({ GRAPH_INSTALL: 'on' })).toEqual([
      'GRAPH_INSTALL: on needs BOT_ID, with whose identity Graph is asked',
    ]);
  });

  it('nobody is believed without a certificate that fits', () => {
    expect(faultsOf({ ...REAL, NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toEqual([
      expect.stringContaining('NODE_TLS_REJECT_UNAUTHORIZED: must not be 0'),
    ]);
  });

  it('links must go over https', () => {
    expect(faultsOf({ ...REAL, PUBLIC_URL: 'http://recordings.city.example.jp' })).toEqual([
      'PUBLIC_URL: must begin with https:// when BOT_ID is set, for example https://recordings.city.example.jp',
    ]);
    expect(faultsOf({ ...REAL, FILES_URL: 'http://recordings.lan.example.jp' })).toEqual([
      'FILES_URL: must begin with https:// when BOT_ID is set, for example https://recordings.lan.example.jp',
    ]);
  });
});

describe('.env.example', () => {
  it('names every variable once and no other', async () => {
    const text = await readFile(join(ROOT, '.env.example'), 'utf8');
    const names = [...text.matchAll(/^#?\s?([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1]);
    expect(names.sort()).toEqual([...VARIABLES].sort());
  });
});
