import { AppError } from '../../errors.js';
import { exactLength } from '../../japanese/lengths.js';
import { formatMoment } from '../../japanese/wareki.js';
import { attachedTo } from '../../recordings/attached.js';
import { CITES } from '../../rule/office.js';
import { isId } from '../load.js';
import { ANSWER, type Verb } from './verb.js';

/**
 * Takes an attached file (`choice`) back: it is no candidate any more and is deleted from the store by the next housekeeping. The
 * result is false when it was taken back before.
 */
export const detach: Verb<{ requestId: string; choice: string }, boolean> = {
  name: 'detach',
  from: ['submitted'],
  by: ['manager', 'operator'],
  article: CITES.examination,
  done: '添付の取消し',
  input: ANSWER,
  async apply({ tx, request, input, now }) {
    const which = { id: input.choice, attachedToId: request.id };
    const recording = isId(input.choice) ? await tx.recording.findFirst({ where: which }) : null;
    if (recording === null) {
      throw new AppError('invalid_input', 'nothing chosen', '取り消す録音を選んでください。');
    }
    if (recording.detachedAt !== null) return { unchanged: true, result: false };
    await tx.recording.update({ where: { id: recording.id }, data: { detachedAt: now } });
    return { result: true, audit: { sha256: recording.sha256 }, refresh: true };
  },
  button: { title: '添付した録音を取り消す…', offered: ({ attached }) => attached > 0 },
  question: {
    headline: 'どの添付を取り消しますか',
    lead: '取り消した録音ファイルは削除されます。必要なときは、もう一度添付できます。',
    choice: {
      label: '添付した録音',
      async options({ db }, { id }) {
        return (await attachedTo(db.client, id)).map(({ id: value, importedAt, seconds }) => ({
          value,
          title: `${formatMoment(importedAt)}に添付・${exactLength(seconds)}`,
        }));
      },
      none: () => '添付されている録音はありません。',
      required: true,
      first: true,
    },
    title: '添付を取り消す',
  },
  meant: { which: '取り消せる添付のある申請', title: '添付を取り消す…' },
  afterwards: '添付を取り消しました',
  already: 'この添付は、すでに取り消されています',
  said: {
    stem: /添付(?:した|してある|している|済みの?|された)?(?:〓+(?:号|番)?の)?(?:録音|音声|データ|ファイル|もの)*(?:の添付)?[をはもの]?(?:間違[^。、〓]{1,8}(?:ので|から|ため)、?)?(?:取り?消し?|とりけし?|取り?下げ?|取り?やめ|(?:取り?)?外し?|はずし?|削除|破棄|キャンセル)/g,
  },
};
