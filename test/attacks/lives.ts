import { randomBytes } from 'node:crypto';
import { urlOf } from '../helpers/card.js';
import { lastCode, linkPage, sessionIn } from '../helpers/linkPage.js';
import { walkToConfirmation } from '../helpers/submitting.js';
import { PEOPLE, type Person, type PersonName, type World } from '../helpers/world.js';
import type { Secrets } from './secrets.js';

/** What somebody types who tells too much, in every place where something can be typed. */
const WORDS = {
  mend: '田中様が激昂された通話です',
  returned: '被害者の氏名をご確認ください',
  revoked: '山田様からの苦情のため',
  refused: '鈴木様の件は要件に当たりません',
  purpose: '佐藤様の開示請求への対応',
} as const;

/** Puts everything personal that the lives will use among the secrets. */
export function addEverythingPersonal(secrets: Secrets): void {
  for (const { name } of Object.values(PEOPLE)) secrets.addName(name);
  for (const mail of ['hanako', 'ichiro', 'nanami', 'taro', 'shiro', 'satsuki', 'rikka']) secrets.add('mail', mail);
  for (const number of ['090-1234-5678', '096-328-2111', '080-9999-0001']) secrets.addNumber(number);
  secrets.add('words', ...Object.values(WORDS));
  secrets.add('extension', '12345');
}

/**
 * One application's whole life with every detour: prepared, handed back, filed, returned, filed again, approved, answered, opened,
 * attacked, downloaded, renewed, handed on, stopped.
 */
export async function liveOnce(world: World, secrets: Secrets, serial: number): Promise<void> {
  const [chief, staff, manager] = [world.as('chief'), world.as('staff'), world.as('manager')];
  const documentNumber = `${4000 + serial}号の${serial}`;
  secrets.add('document number', documentNumber);
  const { app } = world;

  await staff.press(await walkToConfirmation(staff, { documentNumber }), '課長へ確認を依頼する', { pledged: 'true' });
  await app.runPending();
  const mend = await chief.press(chief.lastCard(), '担当者へ戻す…');
  await chief.press(mend, '担当者へ戻す', { words: WORDS.mend });
  await app.runPending();
  await staff.say('相手は09012345678です');
  await staff.press(await staff.say('続き'), '課長へ確認を依頼する', { pledged: 'true' });
  await app.runPending();
  await chief.press(chief.lastCard(), 'この内容で申請する');
  await app.runPending();
  const fold = await manager.press(manager.lastCard(), '差し戻す…');
  await manager.press(fold, '差し戻す', { words: WORDS.returned, choice: 'callTime' });
  await app.runPending();
  await chief.press(chief.lastCard(), '次へ', { callTime: '10:15' });
  await chief.say('次へ');
  await chief.press(await chief.say('次へ'), '再申請する', { pledged: 'true' });
  await app.runPending();
  await manager.press(manager.lastCard(), '承認する');
  await app.runPending();
  await useLink(world, secrets, chief, 'chief');

  const receipt = `R8-${2 * serial - 1}`;
  await chief.press(await chief.say(`${receipt}のリンクを再発行`), '再発行する');
  const share = await chief.press(await chief.say(`${receipt}は？`), '課内の職員に渡す…');
  await chief.press(share, 'この方に渡す', { choice: PEOPLE.staff.id });
  await app.runPending();
  await useLink(world, secrets, staff, 'staff');
  await chief.press(await chief.say(`${receipt}の文書番号を登録したい`), '登録を完了する', { words: documentNumber });
  const stop = await manager.say(`${receipt}のリンクを失効させて`);
  await manager.press(stop, '失効させる', { words: WORDS.revoked });

  const other = { documentNumber, otherNumber: '080-9999-0001', purpose: '4', purposeOther: WORDS.purpose };
  await chief.press(await walkToConfirmation(chief, other), '申請する', { pledged: 'true' });
  await app.runPending();
  const refuse = await manager.press(manager.lastCard(), '不交付にする…');
  await manager.press(refuse, '不交付を決定する', { words: WORDS.refused });
  await app.runPending();
}

/** Opens the newest link of a person, goes wrong in every way, downloads. */
async function useLink(world: World, secrets: Secrets, person: Person, name: PersonName): Promise<void> {
  const token = urlOf(person.lastCard().json, '回答書と録音を開く').split('#')[1] ?? '';
  const [id = '', mac = ''] = token.split('.');
  secrets.add('link token', token, mac);
  const page = linkPage(world, token);
  await page.signIn('000000');
  const view = await page.enter(name);
  const code = lastCode(person);
  secrets.add('code', code, code.replace(' ', ''));
  secrets.add('session', sessionIn(page.cookie()));
  const [file] = view.files;
  await (await page.get(view.letters[0]?.href ?? '')).arrayBuffer();
  await (await page.get(file?.audioHref ?? '')).arrayBuffer();
  const grant = (await (await page.post(file?.downloadsHref ?? '')).json()) as { href: string };
  await (await page.get(grant.href)).arrayBuffer();
  await page.post(`/files/api/${id}/recordings`, { words: WORDS.mend });
  const forged = `${id}.${randomBytes(32).toString('base64url')}`;
  secrets.add('link token', forged);
  await linkPage(world, forged).signIn('123456');
  await page.get(`/files/api/view?number=09012345678`, { 'x-kumamoto-link': id, cookie: `recording-${id}=${mac}` });
}

/** What people say who tell everything at once; most of it is read, some is refused. */
export const SENTENCES: [PersonName, string][] = [
  ['auditor', '090-1234-5678の山田様の録音がほしい'],
  ['operator', '＋81 90-1234-5678、試験 花子様からの電話です'],
  ['otherChief', 'R8-1を承認して。試験太郎より'],
  ['stranger', '096-328-2111に電話したhanako@example.jpです'],
  ['deputy', 'R8-1を不交付にして。理由：鈴木様の件は要件に当たりません'],
  ['manager', '9月16日から18日まで代決者を試験花子に'],
];
