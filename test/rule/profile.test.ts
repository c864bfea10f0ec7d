import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../bot/config.js';
import { ROOT } from '../../bot/paths.js';
import { CITIES, CITY } from '../../bot/rule/profile/city.js';
import { profileFaults } from '../../bot/rule/profile/faults.js';
import { KUMAMOTO } from '../../bot/rule/profile/kumamoto.js';
import type { CityProfile } from '../../bot/rule/profile/profile.js';

describe('the profile of a city', () => {
  it.each(Object.entries(CITIES))(
    '%s: its rule has what is cited of it, its form points to grounds that are there',
    (_, one) => {
      expect(profileFaults(one)).toEqual([]);
    },
  );

  it('is Kumamoto’s where none is named', () => {
    expect(CITY).toBe(KUMAMOTO);
    expect(parseConfig({})).toMatchObject({ retention: { days: 90 }, areaCode: '096', answerSymbol: '管財発' });
  });

  it.each<[string, (city: CityProfile) => Partial<CityProfile>, string]>([
    [
      'an article that the rule does not have',
      ({ rule }) => ({ rule: { ...rule, cites: { ...rule.cites, complaints: '第10条' } } }),
      'rule.cites.complaints: the rule has no 第10条',
    ],
    [
      'a paragraph that an article does not have',
      ({ rule }) => ({ rule: { ...rule, cites: { ...rule.cites, retention: '第4条第4項' } } }),
      'rule.cites.retention: the rule has no 第4条第4項',
    ],
    [
      'a 号 that a paragraph does not have',
      ({ rule }) => ({ rule: { ...rule, cites: { ...rule.cites, preservation: '第5条第3号' } } }),
      'rule.cites.preservation: the rule has no 第5条第3号',
    ],
    [
      'more grounds than the rule',
      ({ grounds }) => ({ grounds: [...grounds, ...grounds] }),
      'grounds: 第5条 has 2, the profile 4',
    ],
    [
      'a purpose without a ground',
      ({ purposes }) => ({ purposes: purposes.map((one) => ({ ...one, ground: 3 })) }),
      'purposes: 「クレーム、カスハラ対応」 points to ground 3; there are 1 to 2',
    ],
    ['no その他', ({ purposes }) => ({ purposes: purposes.slice(0, 3) }), 'purposes: one must be of the kind other'],
    [
      'disclosure on no ground',
      ({ disclosure }) => ({ disclosure: { ...disclosure, ground: 0 } }),
      'disclosure.ground: there is no ground 0, but 1 to 2',
    ],
    ['a sentence that nobody wrote', () => ({ city: ' ' }), 'city: must not be empty'],
    [
      'a citation that cannot be read',
      ({ rule }) => ({ rule: { ...rule, cites: { ...rule.cites, security: '第八条' } } }),
      'rule.cites.security: 「第八条」 cannot be read',
    ],
    [
      'no period',
      () => ({ retention: { months: 0 } }),
      'retention: must be a whole number of days, months or years, ten years at most',
    ],
    [
      'no date of its beginning',
      ({ rule }) => ({ rule: { ...rule, start: '2026-02-30' } }),
      'rule.start: 2026-02-30 is no date of the calendar',
    ],
    [
      'no 文書記号',
      ({ office }) => ({ office: { ...office, documentSymbol: '管財発第' } }),
      'office.documentSymbol: must be the symbol before a document’s number',
    ],
  ])('is refused with %s, and the sentence says where', (_, change, fault) => {
    expect(profileFaults({ ...KUMAMOTO, ...change(KUMAMOTO) }).join('\n')).toContain(fault);
  });

  it('is refused by a name that nobody has written', () => {
    expect(() => parseConfig({ CITY_PROFILE: 'atlantis' })).toThrow('CITY_PROFILE: must be one of kumamoto, mihon');
  });

  it('is the city of the whole process: another one, named later, is refused', () => {
    expect(() => parseConfig({ CITY_PROFILE: 'mihon' })).toThrow('CITY_PROFILE: must be set before the process starts');
  });
});

/** A source without its comments. */
const uncommented = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

const textsOf = (folder: string, ending: RegExp): [string, string][] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => ending.test(path) && !path.startsWith('db/generated/') && !path.startsWith('rule/profile/'))
    .map((path) => [`${folder}/${path}`, uncommented(readFileSync(join(ROOT, folder, path), 'utf8'))]);

/** What people say of any city's rule and house, and what the recorder calls a column, and calls that are made up. */
const ELSEWHERE =
  /^bot\/chat\/\w+\.ts: (?:要綱|本庁舎)$|^bot\/(?:recordings\/indexRow|demo\/sampleRecordings)\.ts: 市側電話$|^bot\/demo\/sampleCalls\.ts: 096$/;

describe('the words of Kumamoto', () => {
  const texts = [
    ...textsOf('bot', /\.(ts|html|css)$/),
    ...textsOf('cards', /\.json$/),
    ...textsOf('appPackage', /^manifest\.json$/),
  ];

  it('stand in its profile alone: no other file of the bot, no card and no manifest knows them', () => {
    expect(texts.length).toBeGreaterThan(250);
    // The header of our own page's requests keeps the name that pages know which are open while a version is replaced.
    const words = /(?<!\d)096|熊本|管財|総務局|(?<!x-)kumamoto|取出し(?!\|)|要綱|本庁舎|市側電話|90日|第?5条/gi;
    const found = texts.flatMap(([path, text]) => [...text.matchAll(words)].map(([word]) => `${path}: ${word}`));
    expect(found.filter((one) => !ELSEWHERE.test(one))).toEqual([]);
  });

  it('and neither are its articles or the numbers of its forms', () => {
    const cites = /(?<!刑事訴訟法)第\d+条(?!例)|様式第\d/;
    expect(texts.filter(([, text]) => cites.test(text)).map(([path]) => path)).toEqual([]);
  });
});
