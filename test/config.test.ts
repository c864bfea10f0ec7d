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
  const DEFAULTS: Config = {
    host: '127.0.0.1',
    port: 3978,
    publicUrl: '',
    trustProxy: 0,
    production: false,
    dataDir: join(ROOT, '.data'),
    databaseUrl: '',
    databaseOwnerUrl: '',
    directoryFile: '',
    recorderDir: '',
    recorderColumns: {},
    importMinutes: 5,
    areaCode: '096',
    demo: true,
    demoOwnData: false,
    bot: { id: '', tenantId: '', password: '', type: 'SingleTenant' },
    teamsSdk: 'botbuilder',
    linkSecrets: [],
    linkSignIn: 'code',
    entra: { issuer: 'https://login.microsoftonline.com//v2.0', clientId: '', clientSecret: '' },
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
    retentionDays: 90,
    sealOmitted: false,
    registration: { limitMb: 30, classification: '', keptFor: '', numbers: 'masked' },
    reminders: { undecided: 2, retentionLeft: [14, 7, 3, 1], linkLeft: 2, unregistered: 5 },
    notice: {
      address: '〒860-8601 熊本市中央区手取本町1番1号',
      tel: '096-328-2111',
      mail: '',
      published: '',
      changed: '',
    },
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

describe('a setting', () => {
  it.each<[string, string, Partial<Config>]>([
    ['HOST', '::1', { host: '::1' }],
    ['PORT', '0', { port: 0 }],
    ['TEAMS_SDK', 'agents', { teamsSdk: 'agents' }],
    ['PUBLIC_URL', 'http://localhost:3978', { publicUrl: 'http://localhost:3978' }],
    ['NODE_ENV', 'test', { production: false }],
    ['DATA_DIR', '/srv/data', { dataDir: '/srv/data' }],
    ['DATA_DIR', 'data', { dataDir: join(ROOT, 'data') }],
    ['RECORDER_COLUMNS', '{"通話開始日時":"start"}', { recorderColumns: { 通話開始日時: 'start' } }],
    ['IMPORT_MINUTES', '1440', { importMinutes: 1440 }],
    ['AREA_CODE', '0964', { areaCode: '0964' }],
    ['LINK_SECRET', 'x'.repeat(32), { linkSecrets: ['x'.repeat(32)] }],
    ['LINK_SECRET', `${'y'.repeat(32)}, ${'x'.repeat(32)}`, { linkSecrets: ['y'.repeat(32), 'x'.repeat(32)] }],
    ['LINK_DAYS', '14', { linkDays: 14 }],
    ['LINK_DOWNLOADS', '1', { linkDownloads: 1 }],
    ['LINK_LISTENS', '3', { linkListens: 3 }],
    ['COPY_DAYS', '60', { copyDays: 60 }],
    ['RETENTION_DAYS', '30', { retentionDays: 30 }],
    ['NOTICE_PUBLISHED', '2028-02-29', { notice: { ...parseConfig({}).notice, published: '2028-02-29' } }],
    ['CONTACT_TEL', '0120-000-111', { notice: { ...parseConfig({}).notice, tel: '0120-000-111' } }],
    ['CONTACT_MAIL', 'a+b@city.example.jp', { notice: { ...parseConfig({}).notice, mail: 'a+b@city.example.jp' } }],
    ['REGISTRATION_KEPT_FOR', '5年', { registration: { ...parseConfig({}).registration, keptFor: '5年' } }],
    ['REGISTRATION_NUMBERS', 'full', { registration: { ...parseConfig({}).registration, numbers: 'full' } }],
    ['SEAL_OMITTED', 'on', { sealOmitted: true }],
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
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['RECORDER_COLUMNS', 'start'],
    ['RECORDER_COLUMNS', '["start"]'],
    ['RECORDER_COLUMNS', '{"通話開始日時":1}'],
    ['IMPORT_MINUTES', '0'],
    ['AREA_CODE', '96'],
    ['PLAYGROUND', 'yes'],
    ['SEAL_OMITTED', 'true'],
    ['BOT_ID', 'my-bot'],
    ['BOT_TENANT_ID', 'my-tenant'],
    ['LINK_SECRET', 'too short'],
    ['LINK_DAYS', '91'],
    ['LINK_DOWNLOADS', '0'],
    ['LINK_LISTENS', '0'],
    ['LINK_DOWNLOADS', 'five'],
    ['COPY_DAYS', '0'],
    ['RETENTION_DAYS', '0'],
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

describe('without BOT_ID', () => {
  it.each(['0.0.0.0', '192.168.1.5', 'recordings.city.example.jp', '::', '127.0.0.1.example.jp'])(
    'the bot does not listen on %s, and says why',
    (HOST) => {
      expect(faultsOf({ HOST })).toEqual([
        'HOST: must be a loopback address while BOT_ID is not set, for example 127.0.0.1',
      ]);
    },
  );

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

  it('the sign-in with Entra needs its app registration', () => {
    expect(faultsOf({ ...REAL, LINK_SIGNIN: 'entra' })).toEqual([
      expect.stringMatching(/^ENTRA_CLIENT_ID: must be set with LINK_SIGNIN=entra/),
      expect.stringMatching(/^ENTRA_CLIENT_SECRET: must be set with LINK_SIGNIN=entra/),
    ]);
  });

  it.each<[string, string, Partial<Config>]>([
    ['TRUST_PROXY', '1', { trustProxy: 1 }],
    ['DATABASE_URL', 'postgres://localhost/x', { databaseUrl: 'postgres://localhost/x' }],
    ['DATABASE_URL', 'postgres:///x?host=/run/postgresql', { databaseUrl: 'postgres:///x?host=/run/postgresql' }],
    ['DIRECTORY_FILE', ' /srv/directory.csv ', { directoryFile: '/srv/directory.csv' }],
    ['RECORDER_DIR', '/mnt/recorder', { recorderDir: '/mnt/recorder' }],
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
      for (const name of ['DATABASE_URL', 'DATABASE_OWNER_URL']) {
        const elsewhere = `postgresql://bot@localhost/recordings${how === '' ? '?' : `${how}&`}host=db.example.jp`;
        expect(faultsOf({ ...REAL, [name]: elsewhere })).toHaveLength(1);
        expect(faultsOf({ ...REAL, [name]: url })).toEqual([
          expect.stringMatching(new RegExp(`^${name}: must be encrypted`)),
        ]);
      }
    },
  );

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

  it('nobody is believed without a certificate that fits', () => {
    expect(faultsOf({ ...REAL, NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toEqual([
      expect.stringContaining('NODE_TLS_REJECT_UNAUTHORIZED: must not be 0'),
    ]);
  });

  it('links must go over https', () => {
    expect(faultsOf({ ...REAL, PUBLIC_URL: 'http://recordings.city.example.jp' })).toEqual([
      'PUBLIC_URL: must begin with https:// when BOT_ID is set, for example https://recordings.city.example.jp',
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
