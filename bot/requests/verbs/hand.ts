import { chiefsOfSection } from '../../directory/people.js';
import { AppError } from '../../errors.js';
import { completeForm } from '../../rule/form.js';
import { CITES, MANAGER, OFFICE } from '../../rule/office.js';
import { type Draft, draftOf, entriesOf, notInHand } from '../draftForm.js';
import { PLEDGE } from './submit.js';
import type { Verb } from './verb.js';

export type Handed = { kind: 'handed'; chiefs: string[] } | { kind: 'open'; draft: Draft };

/** What may not stand before a chief's title: the keeper is no chief to whom a form is handed. */
const NOT_OURS = `(?<!${MANAGER.replace(/[課室]?長$/, '')}(?:[課室]の)?)`;

/**
 * Staff hand the prepared form to their chief (課長・室長) for filing. The staff's own chief is looked up now, so that a change
 * of office in between is no matter.
 */
export const hand: Verb<{ requestId: string; version: number; pledged: boolean }, Handed> = {
  name: 'hand',
  from: ['draft'],
  by: ['preparer'],
  article: CITES.application,
  done: '課長への確認依頼',
  input: PLEDGE,
  before(request, { directory }) {
    const waits = request.status === 'draft' && request.handedAt !== null && request.draftOwner === null;
    return waits ? { kind: 'handed', chiefs: chiefsOfSection(directory, request).map(({ name }) => name) } : undefined;
  },
  // Before anything else: whoever prepared it is told that somebody else has it now, also by an old card.
  assert({ status, preparedById, draftOwner }, { personId }) {
    if (status === 'draft' && preparedById === personId && draftOwner !== personId) throw notInHand();
  },
  async apply({ ctx, request, input, now }) {
    const draft = draftOf(ctx, { ...request, entries: { ...entriesOf(request), pledged: String(input.pledged) } });
    if (completeForm(draft.form) === undefined) return { unchanged: true, result: { kind: 'open', draft } };
    const chiefs = chiefsOfSection(ctx.directory, request);
    const [first] = chiefs;
    if (first === undefined) {
      throw new AppError(
        'invalid_input',
        'the section has no chief',
        `所属の課長・室長が職員名簿に登録されていません。${OFFICE}へお問い合わせください。入力した内容は残っています。`,
      );
    }
    const about = String(request.version + 1);
    return {
      result: { kind: 'handed', chiefs: chiefs.map(({ name }) => name) },
      data: {
        entries: draft.form.tidied,
        draftOwner: null,
        handedAt: now,
        chiefId: first.id,
        chiefName: first.name,
        chiefTitle: first.title,
        returnWords: null,
      },
      notices: chiefs.map(({ id }) => ({ kind: 'prepared', personId: id, about })),
    };
  },
  said: {
    // The 管財課長 decides and is asked by filing.
    stem: new RegExp(
      `${NOT_OURS}(?:課長|室長|所属長|上司)(?:さん)?(?:[にへの]?(?:申請書?の)?(?:内容の?)?(?:ご)?(?:確認|チェック)[をの]?(?:ご)?(?:依頼|お願い|頼|求め)|[にへ](?:見|(?:確認|チェック)し)て(?=もら|いただ|頂)|[にへ](?:(?:回|まわ)(?=[しすさせ])し?|回付|提出|(?<!(?:録音|音声|データ|ファイル|複製|コピー)[をはも].{2,6})渡(?=[しすさせ])し?))|(?:確認|チェック)を${NOT_OURS}(?:課長|室長|所属長|上司)[にへ](?:依頼|お願い|頼)`,
      'g',
    ),
    common: true,
    tail: /^(?:む|み(?:ます|たい(?:です)?)|んで(?:ください|下さい)?|(?:もら|いただ|頂)(?:う|く|[いき](?:ます|たい(?:です)?)))$/,
  },
};
