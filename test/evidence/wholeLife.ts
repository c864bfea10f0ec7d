import { urlOf } from '../helpers/card.js';
import { type LinkPage, linkPage } from '../helpers/linkPage.js';
import { handOver } from '../helpers/submitting.js';
import { PEOPLE, type PersonName, type World } from '../helpers/world.js';

/** Downloads one of the link's files as the page does. */
async function download(page: LinkPage, href: string): Promise<Buffer> {
  const { href: granted } = (await (await page.post(href)).json()) as { href: string };
  return Buffer.from(await (await page.get(granted)).arrayBuffer());
}

const tokenOn = (world: World, name: PersonName) =>
  urlOf(world.as(name).lastCard().json, '回答書と録音を開く').split('#')[1] ?? '';

/**
 * The whole life of two copies: handed over, seen, played and downloaded by the chief, refused at the replaced link, passed on to
 * a colleague and downloaded there, deleted after 30 days.
 *
 * @returns the bytes that the chief downloaded
 */
export async function wholeLife(world: World): Promise<Buffer[]> {
  const chief = world.as('chief');
  const first = linkPage(world, await handOver(world));
  const { files, letters } = await first.enter('chief');
  await first.get(letters[0]?.href ?? '');
  await (await first.get(files[0]?.audioHref ?? '')).arrayBuffer();
  await world.app.runPending();
  const bytes = [];
  for (const { downloadsHref } of files) bytes.push(await download(first, downloadsHref));
  world.clock.advance(60_000);
  await chief.press(await chief.say('リンクを再発行してください'), '再発行する');
  await first.post(files[0]?.downloadsHref ?? '');
  world.clock.advance(60_000);
  const asked = await chief.press(await chief.say('R8-1は？'), '課内の職員に渡す…');
  await chief.press(asked, 'この方に渡す', { choice: PEOPLE.staff.id });
  await world.app.runPending();
  const shared = linkPage(world, tokenOn(world, 'staff'));
  const view = await shared.enter('staff');
  await download(shared, view.files[1]?.downloadsHref ?? '');
  world.clock.set('2026-11-01T10:00:00+09:00');
  await world.app.housekeeping();
  return bytes;
}
