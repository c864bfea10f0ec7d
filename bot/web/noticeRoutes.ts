import type { RequestHandler, Router } from 'express';
import express from 'express';
import type { Context } from '../context.js';
import { draftOfNotice, noticeInForce, type PublicNotice } from '../matters/publicNotice.js';
import { OFFICE, RULE_WORD } from '../rule/office.js';

import { html } from './html.js';
import { noticeFragment, noticePage, noticeWords } from './noticePage.js';
import { pageFrame } from './pageFrame.js';

/** Where the notice is read: the page, its texts for the city's own site, and a draft as it would be (第3条第1項). */
export function noticeRoutes(ctx: Context): Router {
  const router = express.Router();
  /** What was read last, for while the database is away. */
  let last: PublicNotice | undefined;
  const inForce = async (): Promise<PublicNotice | undefined> => {
    if (ctx.db.presence.away) return last;
    try {
      last = await noticeInForce(ctx);
    } catch (error) {
      ctx.db.presence.suspectIf(error);
      if (last === undefined && !ctx.db.presence.away) throw error;
    }
    return last;
  };
  const served =
    (type: string, write: (notice: PublicNotice) => string): RequestHandler =>
    async (_req, res) => {
      const notice = await inForce();
      if (notice === undefined) return void res.status(503).type('html').send(notNow());
      res.type(type).send(write(notice));
    };
  router.get(
    '/notice',
    served('html', (notice) => noticePage(notice)),
  );
  router.get('/notice/export.txt', served('text/plain; charset=utf-8', noticeWords));
  // As text: what is copied into another site is not meant to be opened as a page here.
  router.get('/notice/export.html', served('text/plain; charset=utf-8', noticeFragment));
  router.get('/notice/preview/:id', async (req, res, next) => {
    const draft = await draftOfNotice(ctx, req.params.id);
    if (draft === null) return next();
    res.set('Cache-Control', 'no-store').type('html').send(noticePage(draft, true));
  });
  return router;
}

function notNow(): string {
  return pageFrame({
    title: 'ただいま表示できません',
    description: 'ただいま表示できません。',
    listed: false,
    from: OFFICE,
    links: [{ href: '/rule', text: `${RULE_WORD}の全文` }],
    main: html`<h1>ただいま表示できません</h1><p>しばらくしてから、もう一度お試しください。</p>`,
  });
}
