import type { Context } from '../../context.js';
import type { Tx } from '../../db/database.js';
import { FORM_LABELS } from '../../rule/fileNames.js';
import { type OfRequest, takeStepIn } from '../step.js';
import { register } from './register.js';
import { OF_REQUEST, type Verb } from './verb.js';

/** 受領: the chief says that the copy has arrived, or the first download shows it. */
export const receive: Verb<OfRequest, true> = {
  name: 'receive',
  from: ['answered'],
  to: 'received',
  by: ['chief', 'system'],
  article: FORM_LABELS[1],
  done: '受領',
  headLeaves: true,
  input: OF_REQUEST,
  before: ({ status }) => (status === 'received' || status === 'registered' ? true : undefined),
  async apply({ actor, request: { chiefId }, now }) {
    // Whoever received by downloading is told what ends the matter.
    const told = actor === null && chiefId !== null;
    return {
      result: true,
      data: { receivedAt: now },
      notices: told ? [{ kind: 'downloaded', personId: chiefId, about: 'first' }] : [],
    };
  },
  button: { title: '受領しました', atHand: true, expected: (_request, { link }) => !link },
  meant: {
    which: '受領を記録できる申請',
    title: '受領しました',
    // What was received already can still be registered, and says so.
    among: register,
    prefer: ({ status }) => status === 'answered',
  },
  afterwards: '受領を記録しました',
  already: 'すでに受領済みです',
  said: {
    stem: /(?:受領|受け?取り|うけとり|受け取っ|受取っ|ダウンロードし|ダウンロードでき|(?<!(?:苦情|抗議文?|クレーム|メール|コード|要望)[がはも]?)届[きい])(?![書者印番])/g,
    common: true,
    tail: /^(?:が|を)?(?:し|いたし|致し)?(?:ました|た|ます|する|済み?|完了|確認)?(?:です|しました)?(?:よ|ね)?$/,
    onlyTail: true,
  },
};

/** 受領 by the first download, in the transaction that counts it. Later downloads change nothing. */
export async function receiveByDownload(tx: Tx, ctx: Context, requestId: string): Promise<void> {
  await takeStepIn(tx, ctx, null, { channel: 'web' }, receive, { requestId });
}
