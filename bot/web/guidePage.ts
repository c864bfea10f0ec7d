import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Router } from 'express';
import { ROOT } from '../paths.js';
import { ACT, MANAGER, RULE_WORD } from '../rule/office.js';
import { retold } from '../rule/profile/retold.js';

import { renderMarkdown } from './markdown.js';
import { pageFrame } from './pageFrame.js';

const DOCS = join(ROOT, 'docs');
const PICTURES = join(DOCS, 'pictures');
const PICTURE = /^[\w-]+\.png$/;

/** The guides that are served, by the file each is written in; that of the operators is for the machine room only. */
const GUIDES = {
  chief: { file: 'guide-chief.ja.md', name: '主管課長・担当者の方へ' },
  manager: { file: 'guide-manager.ja.md', name: `${MANAGER}の方へ` },
} as const;

/** For whom a guide is written: `/guides/chief`, `/guides/manager`. */
export type GuideName = keyof typeof GUIDES;

/** All guides that are served. */
export const GUIDE_NAMES = Object.keys(GUIDES) as GuideName[];

/**
 * A guide as a page for the staff, drawn from its Markdown in `docs/`.
 *
 * @throws when the file is not there: a bot without its guides is not completely installed
 */
export function guidePage(guide: GuideName): string {
  const pictures = readdirSync(PICTURES).filter((name) => PICTURE.test(name));
  const { title, body } = renderMarkdown(retold(readFileSync(join(DOCS, GUIDES[guide].file), 'utf8')), (href) =>
    servedAt(href, pictures),
  );
  const others = GUIDE_NAMES.filter((name) => name !== guide);
  return pageFrame({
    title,
    description: `${title}の使い方です。`,
    listed: false,
    from: `通話録音データ${ACT}`,
    links: [
      ...others.map((name) => ({ href: `/guides/${name}`, text: `使い方：${GUIDES[name].name}` })),
      { href: '/rule', text: `${RULE_WORD}の全文` },
      { href: '/notice', text: '通話録音装置の設置及び運用について' },
    ],
    main: body,
  });
}

/** Where a browser finds what a guide points to; nothing else of the checkout is served. */
function servedAt(href: string, pictures: readonly string[]): string | undefined {
  if (/^https?:/.test(href)) return href;
  const [file = ''] = href.split('#');
  const guide = GUIDE_NAMES.find((name) => GUIDES[name].file === file);
  if (guide !== undefined) return `/guides/${guide}`;
  return pictures.some((name) => file === `pictures/${name}`) ? `/guides/${file}` : undefined;
}

/** The guides' pictures, which say nothing of anybody: PNG files of one folder, no other file and no list of them. */
export function guidePictures(options: Parameters<typeof express.static>[1]): Router {
  const router = express.Router();
  router.get(/^\/[\w-]+\.png$/, express.static(PICTURES, options));
  return router;
}
