import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseHTML } from 'linkedom';
import { parseConfig } from '../../bot/config.js';
import { ROOT } from '../../bot/paths.js';
import { standardNotice } from '../../bot/rule/publicNotice.js';
import { ARTICLES, articleText, RULE_ENACTED, RULE_TITLE } from '../../bot/rule/text.js';
import { html } from '../../bot/web/html.js';
import { renderMarkdown } from '../../bot/web/markdown.js';
import { noticePage } from '../../bot/web/noticePage.js';
import { REAL_ENV, startBotFramework } from '../helpers/botFramework.js';
import { rawRequest } from '../helpers/rawRequest.js';
import { createWorld, type World } from '../helpers/world.js';

const PAGES = ['/notice', '/rule', '/guides/chief', '/guides/manager'];

let world: World;
beforeAll(async () => {
  world = await createWorld({ env: { RETENTION_DAYS: '60' } });
});
afterAll(() => world.close());

const documentOf = (text: string) => parseHTML(text).document;
const read = async (path: string) => documentOf(await (await fetch(world.url(path))).text());
const wordsOf = (element: { textContent: string | null } | null) => (element?.textContent ?? '').replace(/\s+/g, '');

/** The notice as it would be with these settings. */
const notice = (env: Record<string, string>) => {
  const { notice: told, contact, retention } = parseConfig(env);
  return documentOf(noticePage({ ...told, text: standardNotice({ ...contact, retention }) }));
};

describe.each(PAGES)('%s', (path) => {
  it('is one Japanese page that a screen reader can find its way through', async () => {
    const page = await read(path);
    expect(page.documentElement.getAttribute('lang')).toBe('ja');
    expect(page.title).toMatch(/^.+｜熊本市$/);
    expect([...page.querySelectorAll('main')]).toHaveLength(1);
    const levels = [...page.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(({ tagName }) => Number(tagName[1]));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels[0]).toBe(1);
    levels.forEach((level, place) => void expect(level).toBeLessThanOrEqual((levels[place - 1] ?? 0) + 1));
    for (const link of page.querySelectorAll('a')) expect([link.outerHTML, wordsOf(link)]).not.toContain('');
    for (const image of page.querySelectorAll('img')) expect(image.getAttribute('alt')).toBeTruthy();
    for (const cell of page.querySelectorAll('th')) expect(cell.getAttribute('scope')).toBe('col');
    const ids = [...page.querySelectorAll('[id]')].map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it('has no script, no style of its own and no cookie', async () => {
    const answer = await fetch(world.url(path));
    const text = await answer.text();
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(text).not.toMatch(/<script|<style|\son\w+=|\sstyle=|javascript:/i);
  });

  it('leads nowhere but to what is there', async () => {
    const page = await read(path);
    const targets = [
      ...[...page.querySelectorAll('a, link')].map((element) => element.getAttribute('href') ?? ''),
      ...[...page.querySelectorAll('img')].map((element) => element.getAttribute('src') ?? ''),
    ].filter((target) => !/^(tel|mailto|data):/.test(target));
    for (const target of new Set(targets)) {
      const [address = '', place] = target.split('#');
      const answer = await fetch(world.url(address));
      expect([target, answer.status]).toEqual([target, 200]);
      const text = await answer.text();
      if (place !== undefined) expect(documentOf(text).getElementById(place)).not.toBeNull();
    }
  });
});

describe('the page of the rule', () => {
  it('has every word of the rule, in its order', async () => {
    const main = wordsOf((await read('/rule')).querySelector('main'));
    let from = 0;
    for (const line of [RULE_TITLE, RULE_ENACTED, ...ARTICLES.flatMap(({ number }) => articleText(number).slice(1))]) {
      const words = line.replace(/^第\d条 /, '').replace(/\s+/g, '');
      const found = main.indexOf(words, from);
      expect([words, found >= from]).toEqual([words, true]);
      from = found + words.length;
    }
  });

  it('has a heading for each article at an address of its own', async () => {
    const page = await read('/rule');
    expect(page.querySelector('#article-4 h2')?.textContent).toBe('第4条（通話録音データの管理）');
    expect(page.querySelector('#supplement h2')?.textContent).toBe('附則');
    expect([...page.querySelectorAll('[id^="article-"]')]).toHaveLength(9);
  });

  it('leads back to the notice', async () => {
    expect((await read('/rule')).querySelector('a[href="/notice"]')).not.toBeNull();
  });
});

describe('the notice (第3条第1項)', () => {
  it('says how long recordings are kept by the setting, and where the rule can be read', async () => {
    const page = await read('/notice');
    expect(wordsOf(page.querySelector('main'))).toContain('記録されたときから60日間保存します');
    expect(page.querySelector('main a[href="/rule"]')?.textContent).toBe(`「${RULE_TITLE}」`);
  });

  it('names address and telephone of the city hall, and neither mail nor days that nobody set', async () => {
    const page = await read('/notice');
    expect(wordsOf(page.querySelector('.contact'))).toBe(
      '熊本市総務局管財課所在地〒860-8601熊本市中央区手取本町1番1号電話096-328-2111',
    );
    expect(page.querySelector('.contact a')?.getAttribute('href')).toBe('tel:0963282111');
    expect(page.querySelector('.dates')).toBeNull();
  });

  it('names mail and days that are set, in the calendar of the city', () => {
    const page = notice({
      NOTICE_PUBLISHED: '2019-05-01',
      NOTICE_CHANGED: '2026-11-23',
      CONTACT_MAIL: 'a+b@city.example.jp',
    });
    expect(wordsOf(page.querySelector('.dates'))).toBe('公表日：令和元年5月1日更新日：令和8年11月23日');
    const mail = page.querySelector('a[href^="mailto:"]');
    expect([mail?.getAttribute('href'), mail?.textContent]).toEqual([
      'mailto:a%2Bb@city.example.jp',
      'a+b@city.example.jp',
    ]);
    expect(wordsOf(notice({ NOTICE_PUBLISHED: '2026-11-23' }).querySelector('.dates'))).toBe('公表日：令和8年11月23日');
  });

  it('shows a setting as text, whatever it is made of', () => {
    const address = `<b onclick="x">1番1号</b> & "'`;
    const page = notice({ CONTACT_ADDRESS: address });
    expect(page.querySelector('.contact dd')?.textContent).toBe(address);
    expect(page.querySelector('.contact b')).toBeNull();
  });
});

describe('a start without a date of publication', () => {
  const warnings = ({ log }: World) =>
    log.filter(({ level, msg }) => level === 40 && String(msg).includes('NOTICE_PUBLISHED'));

  it('is warned of in a real installation only, and only while it is not set', async () => {
    expect(warnings(world)).toEqual([]);
    const botFramework = await startBotFramework();
    for (const [published, count] of [
      ['', 1],
      ['2026-11-23', 0],
    ] as const) {
      const real = await createWorld({
        env: { ...REAL_ENV, NOTICE_PUBLISHED: published },
        keys: botFramework.keys,
      });
      expect(warnings(real)).toHaveLength(count);
      await real.close();
    }
    await botFramework.close();
  });
});

describe('the guides', () => {
  it('lead to each other, to the rule and to the notice', async () => {
    for (const [path, other] of [
      ['/guides/chief', '/guides/manager'],
      ['/guides/manager', '/guides/chief'],
    ] as const) {
      const page = await read(path);
      for (const href of [other, '/rule', '/notice']) expect(page.querySelector(`a[href="${href}"]`)).not.toBeNull();
      expect(page.querySelector('meta[name="robots"]')?.getAttribute('content')).toContain('noindex');
    }
  });

  it('name the guide of the operators, which is not served, without a link', async () => {
    const page = await read('/guides/manager');
    expect(wordsOf(page.querySelector('main'))).toContain('（運用の手引）');
    expect((await fetch(world.url('/guides/operator'))).status).toBe(404);
  });

  it.each([
    '/guides',
    '/guides/',
    '/guides/guide-operator.ja.md',
    '/guides/chief.md',
    '/guides/pictures',
    '/guides/pictures/',
    '/guides/pictures/nothing.png',
    '/guides/pictures/..%2fguide-operator.ja.md',
    '/guides/pictures/%2e%2e%2frule-map.md',
    '/guides/pictures/..%2f..%2fappPackage%2fcolor.png',
    '/guides/pictures/.png',
  ])('give nothing else away: %s', async (path) => {
    expect((await rawRequest(world, { path })).status).toBe(404);
  });

  it('have their pictures', async () => {
    const names = (await readdir(join(ROOT, 'docs', 'pictures'))).filter((name) => name.endsWith('.png'));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const answer = await fetch(world.url(`/guides/pictures/${name}`));
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
      await answer.arrayBuffer();
    }
  });
});

describe('a document in Markdown', () => {
  const served = (href: string) => (href === 'a.md' ? '/a' : href === 'p.png' ? '/p.png' : undefined);
  const rendered = (text: string) => renderMarkdown(text, served).body.text.trim();

  it('keeps links and pictures that are served; of the others, only the words', () => {
    expect(rendered('[甲](a.md)と[乙 **丙**](b.md)と[丁](a.md)')).toBe(
      '<p><a href="/a">甲</a>と乙 <strong>丙</strong>と<a href="/a">丁</a></p>',
    );
    expect(rendered('![絵](p.png)![別の絵](q.png)')).toBe('<p><img src="/p.png" alt="絵">別の絵</p>');
  });

  it('has no markup of its own, and no address that runs a script', () => {
    expect(rendered('<script>x</script><b onclick="x">甲</b>')).not.toMatch(/<(script|b)\b/);
    expect(renderMarkdown('[甲](javascript:x)', (href) => href).body.text).not.toContain('href');
  });

  it('runs on over the end of a line in Japanese, and leaves a space between Latin words', () => {
    expect(rendered('申請の\n状況、`A`\nと')).toBe('<p>申請の状況、<code>A</code>と</p>');
    expect(rendered('Microsoft\nTeams')).toBe('<p>Microsoft\nTeams</p>');
  });

  it('names the column in every cell', () => {
    const page = documentOf(rendered('| 甲 | **乙** |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |'));
    const cells = [...page.querySelectorAll('td')].map((cell) => [cell.getAttribute('data-column'), cell.textContent]);
    expect(cells).toEqual([
      ['甲', '1'],
      ['乙', '2'],
      ['甲', '3'],
      ['乙', '4'],
    ]);
  });
});

describe('a piece of a page', () => {
  it('takes what is put in as text unless it is markup', () => {
    const text = `<a href="x">&'`;
    expect(html`<p title="${text}">${text}${3}${html`<b>${'<'}</b>`}${[html`<i></i>`, html`<u></u>`]}</p>`.text).toBe(
      '<p title="&lt;a href=&quot;x&quot;&gt;&amp;&#39;">&lt;a href=&quot;x&quot;&gt;&amp;&#39;3<b>&lt;</b><i></i><u></u></p>',
    );
  });
});

describe('somebody who asks for these pages without end', () => {
  it('is asked to wait, as with every other page', async () => {
    const ask = (path: string) => rawRequest(world, { path, from: '127.0.3.1' });
    for (let time = 0; time < 600; time++) await ask('/guides/pictures/nothing.png');
    for (const path of PAGES) expect((await ask(path)).status).toBe(429);
  });
});
