import { describe, expect, it } from '@jest/globals';
import { httpApi } from '../../../bot/web/page/api.js';

const VIEW = {
  version: 1,
  state: 'open',
  receipt: '令和8年度第12号',
  heading: '通話録音データをお渡しします',
  lead: '申請のあった通話録音データです。',
  expires: '11月30日（月）17時00分まで（残り7日）',
  letters: [
    { title: '通話録音データ回答書', size: '25KB', sha256: 'ab', href: '/files/api/l/letters/2', fileName: 'a.pdf' },
  ],
  files: [
    {
      id: '1',
      title: '通話1　11月22日（日）14時03分',
      detail: '約1分・μ-law',
      size: '480KB',
      bytes: 480_000,
      sha256: 'cd',
      downloadsLeft: 3,
      allowed: 3,
      audioHref: '/files/api/audio/1',
      downloadsHref: '/files/api/files/1/downloads',
      fileName: '通話1.wav',
    },
  ],
  sessionEnds: '2026-11-23T05:30:00.000Z',
  attached: [],
  uploadHref: null,
  registrationSet: {
    grantHref: '/files/api/l/packages',
    size: '約0.7MB',
    contents: '申請書・回答書',
    warning: '',
    downloadsLeft: 3,
  },
};

/** An API whose server gives one answer and remembers how it was asked. */
function answering(answer: unknown, status = 200) {
  const asked: { url: string; method: string | undefined; headers: Headers; body: unknown }[] = [];
  const send: typeof fetch = async (url, init) => {
    asked.push({ url: String(url), method: init?.method, headers: new Headers(init?.headers), body: init?.body });
    return Response.json(answer, { status });
  };
  return { api: httpApi(send, 'link-1'), asked };
}

describe("the page's questions to the server", () => {
  it('sends the token in the body with the header that no other site can send', async () => {
    const { api, asked } = answering({ message: '送りました。' });
    expect(await api.sendCode('link-1.mac')).toEqual({ kind: 'ok', value: '送りました。' });
    expect(asked[0]).toMatchObject({ url: '/files/api/code', method: 'POST', body: '{"token":"link-1.mac"}' });
    expect(asked[0]?.headers.get('x-kumamoto-page')).toBe('1');
  });

  it('asks where to sign in, and goes to no address that a browser would run', async () => {
    const { api, asked } = answering({ address: 'https://login.example/authorize?x=1' });
    expect(await api.beginSignIn('link-1.mac')).toEqual({ kind: 'ok', value: 'https://login.example/authorize?x=1' });
    expect(asked[0]).toMatchObject({ url: '/files/api/signin', method: 'POST', body: '{"token":"link-1.mac"}' });
    const hostile = answering({ address: 'javascript:alert(1)' }).api;
    expect(await hostile.beginSignIn('link-1.mac')).toEqual({ kind: 'unreachable' });
  });

  it('reads a view, asking for it without changing anything and without the token', async () => {
    const { api, asked } = answering(VIEW);
    expect(await api.view()).toEqual({ kind: 'ok', value: VIEW });
    expect(asked[0]).toMatchObject({ url: '/files/api/view', method: 'GET', body: null });
    expect(asked[0]?.headers.get('x-kumamoto-link')).toBe('link-1');
  });

  it("hands over the server's sentence when it refuses", async () => {
    const { api } = answering({ message: '確認コードが違います。' }, 401);
    expect(await api.openSession('t', '123456')).toEqual({
      kind: 'refused',
      status: 401,
      message: '確認コードが違います。',
    });
  });

  it('says the server cannot be reached when the connection fails or a proxy answers in its place', async () => {
    const cut = httpApi(async () => Promise.reject(new TypeError('failed')), 'l');
    const proxy = httpApi(async () => new Response('<html>Bad Gateway</html>', { status: 502 }), 'l');
    expect(await cut.view()).toEqual({ kind: 'unreachable' });
    expect(await proxy.view()).toEqual({ kind: 'unreachable' });
  });

  it.each(['https://elsewhere.example/x', '//elsewhere.example/x', '/\\elsewhere.example', 'javascript:alert(1)'])(
    'never fetches from another place than its own server: %s',
    async (href) => {
      const { api } = answering({ href, downloadsLeft: 2 });
      expect(await api.startDownload('/files/api/files/1/downloads')).toEqual({ kind: 'unreachable' });
      const { api: viewing } = answering({ ...VIEW, letters: [{ ...VIEW.letters[0], href }] });
      expect(await viewing.view()).toEqual({ kind: 'unreachable' });
    },
  );

  it.each([[{}], [[]], ['ok'], [null], [{ error: 'x' }], [{ ...VIEW, version: 2 }]])(
    'takes the answer of another server, or of another version of ours, for none: %j',
    async (answer) => {
      expect(await answering(answer).api.view()).toEqual({ kind: 'unreachable' });
      expect(await answering(answer).api.startDownload('/files/api/files/1/downloads')).toEqual({
        kind: 'unreachable',
      });
      expect(await answering(answer, 503).api.sendCode('t')).toEqual({ kind: 'unreachable' });
    },
  );

  it.each(['registrationSet', 'uploadHref', 'files'])('never fetches from elsewhere what %s names', async (field) => {
    const elsewhere = 'https://elsewhere.example/x';
    const value = {
      registrationSet: { ...VIEW.registrationSet, grantHref: elsewhere },
      uploadHref: elsewhere,
      files: [{ ...VIEW.files[0], audioHref: elsewhere }],
    }[field];
    expect(await answering({ ...VIEW, [field]: value }).api.view()).toEqual({ kind: 'unreachable' });
  });
});
