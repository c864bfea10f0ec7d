import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { understand } from '../../bot/chat/understand.js';
import { SPOKEN_MATTERS } from '../../bot/matters/kinds/index.js';
import { ROOT } from '../../bot/paths.js';
import { SPOKEN } from '../../bot/requests/verbs/index.js';

const NOW = new Date('2026-11-23T01:00:00Z');

/** What each command of the menu must lead to; a command that is missing here fails the last test. */
const MEANINGS = {
  申請: { kind: 'apply' },
  続き: { kind: 'resume' },
  私の申請: { kind: 'list', scope: 'mine' },
  未処理一覧: { kind: 'list', scope: 'open' },
  代決者: { kind: 'deputy', move: 'list' },
  決裁チャネルに設定: { kind: 'set_channel' },
  ヘルプ: { kind: 'help' },
};

it.each(Object.entries(MEANINGS))('the command 「%s」 is understood', (title, meaning) => {
  expect(understand(title, { now: NOW, areaCode: '096', verbs: SPOKEN, matters: SPOKEN_MATTERS })).toMatchObject(
    meaning,
  );
});

it('every command of the menu is among them', () => {
  const template = readFileSync(join(ROOT, 'appPackage', 'manifest.json'), 'utf8');
  const titles = [...template.matchAll(/"title": "([^"]+)"/g)].map(([, title]) => title);
  expect(new Set(titles)).toEqual(new Set(Object.keys(MEANINGS)));
});
