import { z } from 'zod/v4';
import type { Context } from '../context.js';
import { civilDate } from '../japanese/civil.js';
import { type NoticeText, standardNotice } from '../rule/publicNotice.js';
import { publishedNotice } from './kinds/notice.js';
import { typedOf } from './load.js';

/** The notice as the public reads it (第3条第1項); days are civil dates, empty where there is none. */
export interface PublicNotice {
  text: NoticeText;
  published: string;
  changed: string;
}

/** The notice in force: what was published last, or, until that, what the settings and the rule say. */
export async function noticeInForce({ db, config }: Pick<Context, 'db' | 'config'>): Promise<PublicNotice> {
  const { address, tel, mail } = config.contact;
  const { published, changed } = config.notice;
  const current = await publishedNotice(db.client);
  if (current === null) {
    return { text: standardNotice({ address, tel, mail, retention: config.retention }), published, changed };
  }
  const first = await db.client.matterStep.findFirst({
    where: { name: 'publish', matter: { kind: 'notice' } },
    orderBy: { id: 'asc' },
  });
  const now = civilDate(current.updatedAt);
  const since = published || civilDate(first?.at ?? current.updatedAt);
  return { text: typedOf(current), published: since, changed: since === now ? '' : now };
}

/** A draft by its id, as it would be published; null where there is none of it any more. */
export async function draftOfNotice({ db }: Pick<Context, 'db'>, id: string): Promise<PublicNotice | null> {
  if (!z.guid().safeParse(id).success) return null;
  const draft = await db.client.matter.findFirst({ where: { id, kind: 'notice', status: 'draft' } });
  return draft && { text: typedOf(draft), published: '', changed: '' };
}
