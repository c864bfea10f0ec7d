import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod/v4';
import { ROOT } from '../../bot/paths.js';
import { fillManifest, manifestFaults, packageValues } from '../../scripts/appPackage.js';

const VALUES = {
  botId: '22222222-2222-4222-8222-222222222222',
  publicUrl: 'https://recordings.city.example.jp',
  filesUrl: '',
  publicNotice: false,
  version: '0.1.0',
};
const COMMANDS = z.object({
  scopes: z.array(z.string()),
  commands: z.array(z.object({ title: z.string(), description: z.string() })),
});
const MANIFEST = z.object({
  id: z.string(),
  version: z.string(),
  localizationInfo: z.object({ defaultLanguageTag: z.string() }),
  developer: z.object({ websiteUrl: z.string(), privacyUrl: z.string(), termsOfUseUrl: z.string() }),
  name: z.object({ short: z.string() }),
  bots: z.tuple([
    z.object({
      botId: z.string(),
      scopes: z.array(z.string()),
      supportsFiles: z.boolean(),
      commandLists: z.array(COMMANDS),
    }),
  ]),
  validDomains: z.array(z.string()),
  webApplicationInfo: z.object({ id: z.string() }),
});

const text = fillManifest(VALUES);
const manifest = MANIFEST.parse(JSON.parse(text));
const [bot] = manifest.bots;

describe('the manifest an administrator uploads', () => {
  it("follows Microsoft's schema", async () => {
    expect(await manifestFaults(text)).toEqual([]);
  });

  it('is not accepted when a field is misspelt or a bot id is no id', async () => {
    expect(await manifestFaults(text.replace('"supportsFiles"', '"supportFiles"'))).not.toEqual([]);
    expect(await manifestFaults(text.replaceAll(VALUES.botId, 'bot'))).not.toEqual([]);
  });

  it('names this bot, this version, and pages of this installation only', () => {
    expect([manifest.id, bot.botId]).toEqual([VALUES.botId, VALUES.botId]);
    expect(manifest.version).toBe('0.1.0');
    const { websiteUrl, privacyUrl, termsOfUseUrl } = manifest.developer;
    for (const page of [websiteUrl, privacyUrl, termsOfUseUrl]) {
      expect(page).toBe('https://recordings.city.example.jp/notice');
    }
    expect(manifest.validDomains).toEqual(['recordings.city.example.jp']);
    expect(text).not.toMatch(/\$\{\{/);
  });

  it('leads to where people are, and to the notice where most can read it', () => {
    const filesUrl = 'https://recordings.lan.example.jp';
    const placesOf = (values: Partial<typeof VALUES>) => {
      const { developer, validDomains } = MANIFEST.parse(JSON.parse(fillManifest({ ...VALUES, ...values })));
      return [new Set(Object.values(developer)), validDomains];
    };
    expect(placesOf({ filesUrl })).toEqual([new Set([`${filesUrl}/notice`]), ['recordings.lan.example.jp']]);
    expect(placesOf({ filesUrl, publicNotice: true })).toEqual([
      new Set([`${VALUES.publicUrl}/notice`]),
      ['recordings.lan.example.jp'],
    ]);
  });

  it('names the bot’s app registration, whose permission Microsoft Graph asks for before it installs the app', () => {
    expect(manifest.webApplicationInfo.id).toBe(VALUES.botId);
  });

  it('is Japanese, for a person alone and for the team that decides, and takes files', () => {
    expect(manifest.localizationInfo.defaultLanguageTag).toBe('ja');
    expect(manifest.name.short).toBe('通話録音データ取出し');
    expect(bot.scopes).toEqual(['personal', 'team']);
    expect(bot.supportsFiles).toBe(true);
  });

  it.each(['personal', 'team'])('offers at most ten commands in the %s scope, short enough for the menu', (scope) => {
    const lists = bot.commandLists.filter((list) => list.scopes.includes(scope));
    expect(lists).toHaveLength(1);
    const commands = lists.flatMap((list) => list.commands);
    expect(commands.length).toBeGreaterThan(2);
    expect(commands.length).toBeLessThanOrEqual(10);
    for (const { title, description } of commands) {
      expect(title.length).toBeLessThanOrEqual(32);
      expect(description.length).toBeLessThanOrEqual(128);
    }
    expect(new Set(commands.map(({ title }) => title)).size).toBe(commands.length);
  });
});

describe('the settings the package is made from', () => {
  it('are taken from the environment, with or without a slash at the end', () => {
    const env = { BOT_ID: VALUES.botId, PUBLIC_URL: 'https://recordings.city.example.jp/' };
    expect(packageValues(env, '0.1.0')).toEqual(VALUES);
    const apart = { FILES_URL: 'https://recordings.lan.example.jp/', PUBLIC_NOTICE: 'on' };
    expect(packageValues({ ...env, ...apart }, '0.1.0')).toEqual({
      ...VALUES,
      filesUrl: 'https://recordings.lan.example.jp',
      publicNotice: true,
    });
  });

  it('are all named when they are missing', () => {
    expect(() => packageValues({}, '0.1.0')).toThrow(/BOT_ID[\s\S]*PUBLIC_URL/);
  });

  it.each([
    'http://recordings.city.example.jp',
    'https://recordings.city.example.jp/files',
    'https://recordings.city.example.jp/notice#top',
    'recordings.city.example.jp',
    'https://',
  ])('are refused with the address %s', (address) => {
    expect(() => packageValues({ BOT_ID: VALUES.botId, PUBLIC_URL: address }, '0.1.0')).toThrow('PUBLIC_URL');
    const env = { BOT_ID: VALUES.botId, PUBLIC_URL: VALUES.publicUrl, FILES_URL: address };
    expect(() => packageValues(env, '0.1.0')).toThrow('FILES_URL');
  });

  it('leave no placeholder of the template without a value', () => {
    const template = readFileSync(join(ROOT, 'appPackage', 'manifest.json'), 'utf8');
    const names = [...template.matchAll(/\$\{\{(\w+)\}\}/g)].map(([, name]) => name);
    const city = [
      'CITY',
      'OFFICE',
      'SECTION',
      'MANAGER',
      'ACT',
      'RULE',
      'RULE_TITLE',
      'APPLICATION',
      'FORM_1',
      'FORM_2',
    ];
    expect(new Set(names)).toEqual(new Set(['BOT_ID', 'NOTICE_URL', 'PAGES_HOST', 'VERSION', ...city]));
  });
});
