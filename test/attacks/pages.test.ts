import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { urlOf } from '../helpers/card.js';
import { type LinkPage, type LinkPageView, linkPage, sessionIn } from '../helpers/linkPage.js';
import { handOver, submitApplication } from '../helpers/submitting.js';
import { createWorld, type World } from '../helpers/world.js';
import { consequences } from './consequences.js';

let world: World;
let linkId: string;
let view: LinkPageView;
let grant: string;
let chief: LinkPage;
let manager: LinkPage;
let managersLink: string;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  await world.as('manager').say('こんにちは');
  const token = await handOver(world);
  linkId = token.split('.')[0] ?? '';
  chief = linkPage(world, token);
  view = await chief.enter('chief');
  ({ href: grant } = (await (await chief.post(view.files[0]?.downloadsHref ?? '')).json()) as { href: string });

  await submitApplication(world, { documentNumber: '124' });
  const application = urlOf(world.as('manager').lastCard().json, '申請書（PDF）を開く').split('#')[1] ?? '';
  managersLink = application.split('.')[0] ?? '';
  manager = linkPage(world, application);
  await manager.enter('manager');
});
afterAll(() => world.close());

/** Every endpoint of a link, with the parts of the chief's link put in. */
const ENDPOINTS: [string, 'GET' | 'POST', () => string][] = [
  ['view', 'GET', () => '/files/api/view'],
  ['letter', 'GET', () => view.letters[0]?.href ?? ''],
  ['audio', 'GET', () => view.files[0]?.audioHref ?? ''],
  ['grant of a download', 'POST', () => view.files[0]?.downloadsHref ?? ''],
  ['granted download', 'GET', () => grant],
  ['upload', 'POST', () => `/files/api/${linkId}/recordings`],
  ['sign-out', 'POST', () => `/files/api/${linkId}/signout`],
];

const cookieValue = (page: LinkPage) => sessionIn(page.cookie());

function call(method: 'GET' | 'POST', path: string, cookie: string): Promise<Response> {
  return fetch(world.url(path), {
    method,
    headers: {
      cookie,
      'x-kumamoto-link': linkId,
      'x-kumamoto-page': '1',
      'content-type': 'application/octet-stream',
    },
    ...(method === 'POST' ? { body: new Uint8Array(100) } : {}),
  });
}

describe('an endpoint of a link', () => {
  it.each(ENDPOINTS)('is closed without a session: %s', async (_name, method, path) => {
    const { answer, changed } = await consequences(world, () => call(method, path(), ''));
    expect([answer.status, changed]).toEqual([401, []]);
  });

  it.each(ENDPOINTS)('is closed to the session of another link, with one row: %s', async (_name, method, path) => {
    const { answer, changed, audit } = await consequences(world, () =>
      call(method, path(), `recording-${linkId}=${cookieValue(manager)}`),
    );
    expect([answer.status, changed]).toEqual([401, []]);
    expect(audit.map(({ action }) => action)).toEqual(['link.session_refused']);
  });

  it.each(ENDPOINTS.slice(2, 5))(
    'gives nothing of one link under the address of another, with one row: %s',
    async (_name, method, path) => {
      const { answer, changed, audit } = await consequences(world, () =>
        call(method, path().replace(linkId, managersLink), `recording-${managersLink}=${cookieValue(manager)}`),
      );
      expect([answer.status, changed]).toEqual([404, []]);
      expect(audit.map(({ action }) => action)).toEqual(['link.download_refused']);
    },
  );

  it('takes no recording from whoever may not attach one, with one row', async () => {
    const { answer, changed, audit } = await consequences(world, () =>
      call('POST', `/files/api/${linkId}/recordings`, `recording-${linkId}=${cookieValue(chief)}`),
    );
    expect([answer.status, changed]).toEqual([403, []]);
    expect(audit.map(({ action }) => action)).toEqual(['link.upload_refused']);
  });
});
