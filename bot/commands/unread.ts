import type { Context } from '../context.js';
import { formatWarekiShort } from '../japanese/wareki.js';

/**
 * Prints how many sentences were not understood, by day, and where `KEEP_UNREAD` is on the masked ones, the newest first: what they meant
 * goes into the examples (docs/decisions/0040).
 */
export async function printUnread(
  { db, config }: Pick<Context, 'db' | 'config'>,
  out: NodeJS.WritableStream,
): Promise<void> {
  const civil = (day: Date) => day.toISOString().slice(0, 10);
  const days = await db.client.unreadDay.findMany({ orderBy: { day: 'desc' }, take: 31 });
  if (days.length === 0) out.write('読み取れなかった文はありません。\n');
  for (const { day, unsure, unknown } of days) {
    out.write(`${formatWarekiShort(civil(day))}　読み取れなかった文 ${unknown}件、選択肢をお見せした文 ${unsure}件\n`);
  }
  if (!config.keepUnread) {
    out.write('文は保存していません（KEEP_UNREAD=on にすると、番号や氏名などを伏せて30日間保存します）。\n');
    return;
  }
  const sentences = await db.client.unreadSentence.findMany({ orderBy: { id: 'desc' } });
  for (const { day, masked } of sentences) out.write(`${civil(day)}\t${masked}\n`);
}
