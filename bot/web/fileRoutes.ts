import { pipeline } from 'node:stream/promises';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod/v4';
import type { Context } from '../context.js';
import { holdsLink } from '../directory/linkHolders.js';
import { findActor } from '../directory/people.js';
import { AppError } from '../errors.js';
import { openRegistrationSet } from '../evidence/registrationSet.js';
import { civilDate } from '../japanese/civil.js';
import { makeCode } from '../links/code.js';
import { grantDownload, grantedCopy, openGranted } from '../links/download.js';
import { auditReader, auditRefusedUpload, copyOf, openForPlaying, openLetter, refuseFile } from '../links/open.js';
import { beginPackage, grantPackage } from '../links/package.js';
import { endReplaced, findSession, type LinkSessionFacts, requestOf, signIn, signOut } from '../links/session.js';
import { readToken } from '../links/token.js';
import { assertOpen, stateOf } from '../links/usable.js';
import { lettersOf, viewLink } from '../links/view.js';
import { viewPlayback } from '../matters/play.js';
import { attachRecording, mayAttachBy } from '../requests/attach.js';
import { tellRecipient } from '../requests/linkNews.js';
import { submittedFields } from '../requests/submitted.js';
import { receiveByDownload } from '../requests/verbs/receive.js';
import { fileNameOf, letterNameOf } from '../rule/fileNames.js';
import { formatReceipt } from '../rule/receipt.js';
import { senderOf } from '../sender.js';
import type { Granted, Sentence, Ticket } from './answers.js';
import { askerOf, browserOf, clearSession, marksOf, readSession, setMark, setSession } from './cookie.js';
import { fileGuard } from './fileGuard.js';
import type { OpenStreams } from './openStreams.js';
import { pageView, playerPageView } from './pageView.js';
import { addPlaybackRoutes } from './playbackRoutes.js';
import { contentDisposition, readPart, sendPart } from './sending.js';
import { answerTooMany, type Tries } from './tries.js';

/** Begins to send a code to a person's own chat and returns at once. */
export type SendCode = (personId: string, code: string, minutes: number) => void;

const CODE_SENT =
  'リンクの宛先の方のTeamsチャットに、6桁の確認コードを送りました。コードは、このブラウザーでのみ使えます。10分間に3回までお送りできます。届かないときは、リンクがご本人宛てのものかをお確かめのうえ、10分ほどおいてもう一度お試しください。';
const SIGN_IN_AGAIN = '確認の有効時間が過ぎました。もう一度、ご本人の確認をお願いします。';

/** So many browsers of one sender may ask for codes of one link in ten minutes; each of them for its own three. */
const BROWSERS = 5;
const TEN_MINUTES = 600;
/** So many parts of recordings may be asked for by a player in a minute; each leaves a row in the log. */
const PLAYS_A_MINUTE = 60;
/** So much may be asked for in one session in a minute, of whatever kind; nobody's hands are faster. */
const ASKED_A_MINUTE = 120;

const TOKEN = z.object({ token: z.string().max(200).catch('') });
const CODE = TOKEN.extend({ code: z.string().max(40).catch('') });

/**
 * The API behind the link's page. GET consumes nothing; what counts or changes something is a POST of our own page.
 *
 * @param beginSignIn begins the sign-in with an account, which then is the only way in; without it the code is
 */
export function fileRoutes(
  ctx: Context,
  tries: Tries,
  streams: OpenStreams,
  sendCode: SendCode,
  beginSignIn?: RequestHandler,
): Router {
  const router = Router();
  router.use(fileGuard(tries));
  const begins = ctx.throttles.of('browsers', BROWSERS, TEN_MINUTES);
  const plays = ctx.throttles.of('plays', PLAYS_A_MINUTE);
  const asked = ctx.throttles.of('asked', ASKED_A_MINUTE);

  /** Lets a request with a token through while its sender is allowed tries. */
  const oneTry: RequestHandler = async (req, res, next) => {
    const { token } = TOKEN.parse(req.body ?? {});
    if (await tries.allow(req, res, readToken(ctx.config.linkSecrets, token))) next();
  };

  const viewOf = async (session: LinkSessionFacts) => {
    if (session.link.kind === 'playback') return playerPageView(session.link.id, await viewPlayback(ctx, session));
    const mayAttach = await mayAttachBy(ctx, session.link);
    return pageView(ctx.config, session.link.id, await viewLink(ctx, session, mayAttach), mayAttach);
  };

  if (beginSignIn) {
    router.post('/signin', oneTry, beginSignIn);
    router.post(['/code', '/session'], (_req, _res, next) => next('router'));
  }

  router.post('/code', oneTry, async (req, res) => {
    const { token } = TOKEN.parse(req.body ?? {});
    const asker = askerOf(req, res, ctx.config);
    const from = senderOf(req.ip ?? '');
    const browser = { asker, ...marksOf(req, ctx.config) };
    const code = await makeCode(
      ctx,
      token,
      browser,
      async (linkId) => (await begins.take(`${from} ${linkId}`)).allowed,
    );
    // Not awaited: a stranger must not learn from the time it takes whether somebody was sent a code.
    if (code) sendCode(code.recipientId, code.code, code.minutes);
    res.json({ message: CODE_SENT } satisfies Sentence);
  });

  router.post('/session', oneTry, async (req, res) => {
    const { token, code } = CODE.parse(req.body ?? {});
    try {
      const digits = code.normalize('NFKC').replace(/\D/g, '');
      const session = await signIn(ctx, token, digits, browserOf(req, ctx.config), (tx, link, event, sessionId) =>
        tellRecipient(tx, ctx, link, event, sessionId),
      );
      await endReplaced(ctx, readSession(req, ctx.config, session.linkId), session);
      setSession(res, ctx.config, session);
      setMark(res, ctx.config, session);
      const facts = await findSession(ctx, session.value);
      if (!facts) throw new Error('a session just made is missing');
      res.json(await viewOf(facts));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'link_unusable') throw error;
      res.status(401).json({ message: error.forPerson } satisfies Sentence);
    }
  });

  const signedIn =
    (work: (req: Request, res: Response, session: LinkSessionFacts) => Promise<void>) =>
    async (req: Request, res: Response): Promise<void> => {
      const linkId = String(req.params.link ?? req.get('x-kumamoto-link') ?? '');
      const value = readSession(req, ctx.config, linkId);
      const session = value === undefined ? undefined : await findSession(ctx, value);
      if (session === undefined || session.link.id !== linkId) {
        if (value !== undefined) {
          if (!(await tries.note(req, res, 'link.session_refused'))) return;
          clearSession(res, ctx.config, linkId);
        }
        res.status(401).json({ message: SIGN_IN_AGAIN } satisfies Sentence);
        return;
      }
      const { allowed, retryAfter } = await asked.take(session.sessionId);
      if (!allowed) return answerTooMany(res, retryAfter);
      await assertStillTheirs(ctx, session);
      await work(req, res, session);
    };

  router.get(
    '/view',
    signedIn(async (_req, res, session) => void res.json(await viewOf(session))),
  );

  router.post(
    '/:link/signout',
    signedIn(async (_req, res, session) => {
      await signOut(ctx, session);
      clearSession(res, ctx.config, session.link.id);
      res.json({ message: 'サインアウトしました。' } satisfies Sentence);
    }),
  );

  router.get(
    '/:link/letters/:form',
    signedIn(async (req, res, session) => {
      const letters = await lettersOf(ctx, session);
      const letter = letters.find(({ form }) => String(form) === req.params.form);
      if (!letter) return refuseFile(ctx, session);
      const name = letterNameOf(await receiptOf(ctx, requestOf(session.link)), letter.form);
      await streams.send(session, res, undefined, async () => {
        const stream = await openLetter(ctx, session, letter);
        res.set({
          'Content-Type': 'application/pdf',
          'Content-Length': String(letter.size),
          'Content-Disposition': contentDisposition(req.query.save === '1' ? 'attachment' : 'inline', name),
        });
        await pipeline(stream, res);
      });
    }),
  );

  router.post(
    '/:link/files/:id/downloads',
    signedIn(async (req, res, session) => {
      const { downloadId, downloadsLeft } = await grantDownload(ctx, session, String(req.params.id), (tx, requestId) =>
        receiveByDownload(tx, ctx, requestId),
      );
      const href = `/files/api/${session.link.id}/downloads/${downloadId}`;
      res.json({ href, downloadsLeft } satisfies Ticket);
    }),
  );

  router.post(
    '/:link/recordings',
    signedIn(async (req, res, session) => {
      if (!req.is('application/octet-stream')) {
        await auditRefusedUpload(ctx, session);
        throw new AppError('invalid_input', 'an upload that is no file', 'ファイルを選び直してください。');
      }
      const closed = stateOf(session.link, ctx.clock.now()) !== 'open';
      const refused = closed || !(await mayAttachBy(ctx, session.link));
      if (refused) await auditRefusedUpload(ctx, session);
      assertOpen(session.link, ctx.clock.now());
      const whoNow = async () => {
        const still = await findSession(ctx, readSession(req, ctx.config, session.link.id) ?? '');
        if (!still) throw new AppError('not_allowed', 'the session ended during an upload', SIGN_IN_AGAIN);
        await assertStillTheirs(ctx, still);
        assertOpen(still.link, ctx.clock.now());
        return findActor(ctx.directory, still.link.recipientId, civilDate(ctx.clock.now()));
      };
      try {
        await attachRecording(ctx, whoNow, { channel: 'web' }, requestOf(session.link), req);
      } catch (error) {
        if (!refused && error instanceof AppError && error.code === 'invalid_input')
          await auditRefusedUpload(ctx, session);
        throw error;
      }
      res.json(await viewOf(session));
    }),
  );

  router.post(
    '/:link/packages',
    signedIn(async (_req, res, session) => {
      const { packageId } = await grantPackage(ctx, session, (tx, requestId) => receiveByDownload(tx, ctx, requestId));
      res.json({ href: `/files/api/${session.link.id}/packages/${packageId}` } satisfies Granted);
    }),
  );

  router.get(
    '/:link/packages/:id',
    signedIn(async (req, res, session) => {
      const packageId = String(req.params.id);
      await streams.send(session, res, `${session.sessionId} ${packageId}`, async () => {
        const { settle } = await beginPackage(ctx, session, packageId);
        let given: ReadonlyMap<string, number> = new Map();
        try {
          const { name, stream, sent } = await openRegistrationSet(ctx, session);
          given = sent;
          res.set({
            'Content-Type': 'application/zip',
            'Content-Disposition': contentDisposition('attachment', name),
          });
          await pipeline(stream, res);
        } finally {
          await settle(given);
        }
      });
    }),
  );

  router.get(
    '/:link/downloads/:id',
    signedIn(async (req, res, session) => {
      const downloadId = String(req.params.id);
      const copy = await grantedCopy(ctx, session, downloadId);
      const part = readPart(req, res, copy);
      if (part === undefined) return;
      const name = fileNameOf(await receiptOf(ctx, requestOf(session.link)), copy.position);
      await streams.send(session, res, `${session.sessionId} ${downloadId}`, async () => {
        const giving = await openGranted(ctx, session, downloadId, copy, part.range);
        res.set('Content-Disposition', contentDisposition('attachment', name));
        await sendPart(res, part, giving);
      });
    }),
  );

  router.get(
    '/:link/files/:id/audio',
    signedIn(async (req, res, session) => {
      const { allowed, retryAfter } = await plays.take(session.sessionId);
      if (!allowed) return answerTooMany(res, retryAfter);
      const copy = await copyOf(ctx, session, String(req.params.id));
      const part = readPart(req, res, copy);
      if (part === undefined) return;
      await streams.send(session, res, undefined, async () => {
        await sendPart(res, part, await openForPlaying(ctx, session, copy, part.range));
      });
    }),
  );

  addPlaybackRoutes(router, ctx, { signedIn, streams, plays });
  return router;
}

/** Whoever left the directory, or the section, opens nothing more from the next request on. @throws AppError `link_unusable` */
async function assertStillTheirs(ctx: Context, session: LinkSessionFacts): Promise<void> {
  const { link, section } = session;
  if (link.revokedAt !== null || holdsLink(ctx.directory, link, section)) return;
  await ctx.db.transaction((tx) => auditReader(tx, ctx, session, 'link.download_refused'));
  const now = ctx.clock.now();
  assertOpen({ ...link, revokedAt: now, revokedReason: 'left' }, now);
}

/** The receipt number for file names. */
async function receiptOf(ctx: Context, requestId: string): Promise<string> {
  const { fiscalYear, serial } = submittedFields(
    await ctx.db.client.request.findUniqueOrThrow({ where: { id: requestId } }),
  );
  return formatReceipt({ fiscalYear, serial });
}
