import type { Request, RequestHandler, Response, Router } from 'express';
import { z } from 'zod/v4';
import type { Context } from '../context.js';
import type { Throttles } from '../db/throttle.js';
import type { LinkSessionFacts } from '../links/session.js';
import { noteDown, openForPlayback, playable, playbackPeaks, viewPlayback } from '../matters/play.js';
import type { Peaks } from './answers.js';
import type { OpenStreams } from './openStreams.js';
import { playerPageView } from './pageView.js';
import { readPart, sendPart } from './sending.js';
import { answerTooMany } from './tries.js';

const NOTE = z.object({ at: z.number().min(0).max(86_400).catch(0), words: z.string().max(4000).catch('') });

/** A handler for whoever is signed in. */
type SignedIn = (work: (req: Request, res: Response, session: LinkSessionFacts) => Promise<void>) => RequestHandler;

/** What a listener's page asks for (第4条第3項): the sound, its outline, and to write down what was heard. */
export function addPlaybackRoutes(
  router: Router,
  ctx: Context,
  { signedIn, streams, plays }: { signedIn: SignedIn; streams: OpenStreams; plays: ReturnType<Throttles['of']> },
): void {
  router.get(
    '/:link/playback/audio',
    signedIn(async (req, res, session) => {
      const { allowed, retryAfter } = await plays.take(session.sessionId);
      if (!allowed) return answerTooMany(res, retryAfter);
      const part = readPart(req, res, await playable(ctx, session));
      if (part === undefined) return;
      await streams.send(session, res, undefined, async () => {
        await sendPart(res, part, await openForPlayback(ctx, session, part.range));
      });
    }),
  );

  router.get(
    '/:link/playback/peaks',
    signedIn(async (_req, res, session) => {
      const { allowed, retryAfter } = await plays.take(session.sessionId);
      if (!allowed) return answerTooMany(res, retryAfter);
      res.json({ peaks: await playbackPeaks(ctx, session) } satisfies Peaks);
    }),
  );

  router.post(
    '/:link/playback/notes',
    signedIn(async (req, res, session) => {
      const { at, words } = NOTE.parse(req.body ?? {});
      await noteDown(ctx, session, { at: String(Math.floor(at)), words });
      res.json(playerPageView(session.link.id, await viewPlayback(ctx, session)));
    }),
  );
}
