import { pipeline } from 'node:stream/promises';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod/v4';
import type { Context } from '../context.js';
import { findActor } from '../directory/people.js';
import { AppError } from '../errors.js';
import { civilDate } from '../japanese/civil.js';
import { makeCode } from '../links/code.js';
import {
  auditLetter,
  copyOf,
  countStart,
  grantDownload,
  grantedCopy,
  openCopy,
  openForPlaying,
} from '../links/download.js';
import { findSession, type LinkSessionFacts, signIn } from '../links/session.js';
import { assertOpen } from '../links/usable.js';
import { letterOf, viewLink } from '../links/view.js';
import { attachRecording, mayAttachBy } from '../requests/attach.js';
import { filedFields } from '../requests/examine.js';
import { receiveByDownload } from '../requests/receive.js';
import { formatReceipt } from '../rule/receipt.js';
import { clearSession, readSession, setSession } from './cookie.js';
import { pageView } from './pageView.js';
import { contentDisposition, fileNameOf, letterNameOf, readRange } from './sending.js';

/** Begins to send a code to a person's own chat and returns at once. */
export type SendCode = (personId: string, code: string, minutes: number) => void;

const CODE_SENT =
  'リンクの宛先の方のTeamsチャットに、6桁の確認コードを送りました。届かないときは、リンクがご本人宛てのものかご確認ください。';
const SIGN_IN_AGAIN = '確認の有効時間が過ぎました。もう一度、確認コードをお受け取りください。';

const TOKEN = z.object({ token: z.string().max(200).catch('') });
const CODE = TOKEN.extend({ code: z.string().max(40).catch('') });

/** The API behind the link's page. GET consumes nothing; what counts or changes something is a POST of our own page. */
export function fileRoutes(ctx: Context, sendCode: SendCode): Router {
  const router = Router();
  router.use((_req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  });
  router.post(/.*/, (req, _res, next) => {
    next(
      isOwnPage(req)
        ? undefined
        : new AppError('not_allowed', 'a POST from another site', '画面を開き直してください。'),
    );
  });

  const viewOf = async (session: LinkSessionFacts) =>
    pageView(session.link.id, await viewLink(ctx, session), await mayAttachBy(ctx, session.link));

  router.post('/code', async (req, res) => {
    const { token } = TOKEN.parse(req.body ?? {});
    const code = await makeCode(ctx, token);
    // Not awaited: a stranger must not learn from the time it takes whether somebody was sent a code.
    if (code) sendCode(code.recipientId, code.code, code.minutes);
    res.json({ message: CODE_SENT });
  });

  router.post('/session', async (req, res) => {
    const { token, code } = CODE.parse(req.body ?? {});
    try {
      const session = await signIn(ctx, token, code.normalize('NFKC').replace(/\D/g, ''));
      setSession(res, ctx.config, session);
      const facts = await findSession(ctx, session.value);
      if (!facts) throw new Error('a session just made is missing');
      res.json(await viewOf(facts));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'link_unusable') throw error;
      res.status(401).json({ message: error.forPerson });
    }
  });

  const signedIn =
    (work: (req: Request, res: Response, session: LinkSessionFacts) => Promise<void>) =>
    async (req: Request, res: Response): Promise<void> => {
      const linkId = String(req.params.link ?? req.get('x-kumamoto-link') ?? '');
      const value = readSession(req, ctx.config, linkId);
      const session = value === undefined ? undefined : await findSession(ctx, value);
      if (session === undefined || session.link.id !== linkId) {
        if (value !== undefined) clearSession(res, ctx.config, linkId);
        res.status(401).json({ message: SIGN_IN_AGAIN });
        return;
      }
      await work(req, res, session);
    };

  router.get(
    '/view',
    signedIn(async (_req, res, session) => void res.json(await viewOf(session))),
  );

  router.get(
    '/:link/letter',
    signedIn(async (req, res, session) => {
      assertOpen(session.link, ctx.clock.now());
      const letter = await letterOf(ctx, session);
      if (!letter) throw new AppError('not_found', 'the letter is missing', '文書が見つかりませんでした。');
      const stream = await ctx.files.open(letter.storeKey);
      await auditLetter(ctx, session, letter.id);
      res.set({
        'Content-Type': 'application/pdf',
        'Content-Length': String(letter.size),
        'Content-Disposition': contentDisposition(
          req.query.save === '1' ? 'attachment' : 'inline',
          letterNameOf(await receiptOf(ctx, session.link.requestId), letter.form),
        ),
      });
      await pipeline(stream, res);
    }),
  );

  router.post(
    '/:link/files/:id/downloads',
    signedIn(async (req, res, session) => {
      const { downloadId, downloadsLeft } = await grantDownload(ctx, session, idOf(req), (tx, requestId) =>
        receiveByDownload(tx, ctx, requestId),
      );
      res.json({ href: `/files/api/${session.link.id}/downloads/${downloadId}`, downloadsLeft });
    }),
  );

  router.post(
    '/:link/recordings',
    signedIn(async (req, res, session) => {
      assertOpen(session.link, ctx.clock.now());
      const actor = await findActor(ctx.db.client, session.link.recipientId, civilDate(ctx.clock.now()));
      await attachRecording(ctx, actor, { channel: 'web' }, session.link.requestId, req);
      res.json(await viewOf(session));
    }),
  );

  router.get(
    '/:link/downloads/:id',
    signedIn(async (req, res, session) => {
      const downloadId = idOf(req);
      const copy = await grantedCopy(ctx, session, downloadId);
      const size = Number(copy.size);
      const range = readRange(req, res, size, copy.sha256);
      if (range === undefined) return;
      const stream = await openCopy(ctx, copy, range);
      if (range.start === 0) {
        try {
          await countStart(ctx, downloadId);
        } catch (error) {
          stream.destroy();
          throw error;
        }
      }
      res.set(
        'Content-Disposition',
        contentDisposition('attachment', fileNameOf(await receiptOf(ctx, session.link.requestId), copy.position)),
      );
      await pipeline(stream, res);
    }),
  );

  router.get(
    '/:link/files/:id/audio',
    signedIn(async (req, res, session) => {
      const copy = await copyOf(ctx, session, idOf(req));
      const range = readRange(req, res, Number(copy.size), copy.sha256);
      if (range === undefined) return;
      await pipeline(await openForPlaying(ctx, session, copy, range), res);
    }),
  );

  return router;
}

/** The receipt number for file names. */
async function receiptOf(ctx: Context, requestId: string): Promise<string> {
  const { fiscalYear, serial } = filedFields(
    await ctx.db.client.request.findUniqueOrThrow({ where: { id: requestId } }),
  );
  return formatReceipt({ fiscalYear, serial });
}

function idOf(req: Request): string {
  const parsed = z.guid().safeParse(req.params.id);
  if (parsed.success) return parsed.data;
  throw new AppError('not_found', 'not an id', 'このファイルは表示できません。');
}

/** True for a POST that our own page's script made: other sites can neither set this header nor pass Sec-Fetch-Site. */
function isOwnPage(req: Request): boolean {
  const site = req.get('sec-fetch-site');
  return req.get('x-kumamoto-page') === '1' && (site === undefined || site === 'same-origin');
}
