import type { Intent, NumberReference } from '../chat/intent.js';
import { understand } from '../chat/understand.js';
import { chooseDecisionChannel } from '../directory/decisionChannel.js';
import { findDraft } from '../requests/draft.js';
import { loadRequest } from '../requests/load.js';
import { recordView } from '../requests/viewed.js';
import { hasRole } from '../rule/actor.js';
import { mayDo } from '../rule/permission.js';
import { deputiesView, endDeputyBySentence, setDeputyBySentence } from './actions/deputies.js';
import {
  askDetach,
  askRegister,
  askReissue,
  askReopen,
  askRevoke,
  askShare,
  askWithdraw,
  downloadView,
} from './actions/request.js';
import { beginDraft } from './actions/wizard.js';
import { takeFromChat } from './attachment.js';
import { draftInHandCard, helpCard, messageCard, usualButtons } from './cards/message.js';
import type { CardContent } from './cards/render.js';
import {
  askFacts,
  editBySentence,
  entriesFrom,
  handBackBySentence,
  handBySentence,
  moveWizard,
  notUnderstood,
  takeFacts,
} from './said/forms.js';
import { press } from './said/press.js';
import { auditHeadView, recordsByCommand } from './said/records.js';
import { ruleView } from './said/rule.js';
import { type Meant, requestIdOf, withMeant } from './said/which.js';
import type { Turn } from './turn.js';
import { decisionView, listView, notNowView, progressView, refusalView, returnView } from './views.js';

/** Answers a sentence. Everything a card does can also be said, since cards misbehave on some mobile clients. */
export async function answerSentence(turn: Turn, text: string): Promise<CardContent> {
  const { now, areaCode } = { now: turn.ctx.clock.now(), areaCode: turn.ctx.config.areaCode };
  return answerIntent(turn, understand(text, { now, areaCode }));
}

/** Which requests a sentence without a number can mean, and what the button beside each of several does. */
const MEANT = {
  withdraw: {
    step: 'withdraw',
    none: '取下げのできる申請はありません',
    lead: '取下げのできる申請です。',
    title: '取り下げる…',
    verb: 'withdraw_ask',
  },
  // What was received already can still be registered, and says so.
  received: {
    step: 'register',
    prefer: ({ status }: { status: string }) => status === 'answered',
    none: '受領を記録できる申請はありません',
    lead: '受領を記録できる申請です。',
    title: '受領しました',
    verb: 'receive',
  },
  register: {
    step: 'register',
    none: '文書登録の番号を入力できる申請はありません',
    lead: '文書登録の番号を入力できる申請です。',
    title: '番号を入力…',
    verb: 'register_ask',
  },
  nudge: {
    step: 'nudge',
    none: '催促のできる申請はありません',
    lead: '催促のできる申請です。',
    title: '催促する',
    verb: 'nudge',
  },
  reissue: {
    step: 'reissue',
    none: '取得リンクを再発行できる申請はありません',
    lead: '取得リンクを再発行できる申請です。',
    title: '再発行…',
    verb: 'reissue_ask',
  },
  download: {
    step: 'reissue',
    fits: ({ refusalReason }: { refusalReason: unknown }) => refusalReason === null,
    none: '録音をお受け取りになれる申請はありません',
    title: '開く',
    verb: 'show',
    lead: '回答書と録音をお受け取りになれる申請です。',
  },
  form: {
    step: 'showForm',
    none: 'ご覧になれる申請書はありません',
    title: '申請書を開く',
    verb: 'show_form',
    lead: '申請書（様式第1号）をご覧になれる申請です。',
  },
  revoke: {
    step: 'revoke',
    none: '取得リンクを失効させられる申請はありません',
    lead: '取得リンクを失効させられる申請です。',
    title: '失効…',
    verb: 'revoke_ask',
  },
  share: {
    step: 'share',
    none: '課内の職員に渡せる申請はありません',
    lead: '課内の職員に渡せる申請です。',
    title: '渡す…',
    verb: 'share_ask',
  },
  detach: {
    step: 'detach',
    none: '取り消せる添付のある申請はありません',
    lead: '取り消せる添付のある申請です。',
    title: '添付を取り消す…',
    verb: 'detach_ask',
  },
  reopen: {
    step: 'reopen',
    none: '承認を取り消せる申請はありません',
    lead: '承認を取り消せる申請です。',
    title: '承認を取り消す…',
    verb: 'reopen_ask',
  },
  attach: {
    step: 'attach',
    none: '録音を添付できる申請はありません',
    title: '状況を見る',
    verb: 'show',
    lead: '録音を添付できる申請です。受付番号を添えて、もう一度お送りください。状況を見る申請は、',
  },
  approve: {
    step: 'approve',
    none: '審査を待っている申請はありません',
    title: '審査する',
    verb: 'refuse_close',
    lead: '審査を待っている申請です。',
  },
  refuse: {
    step: 'refuse',
    none: '審査を待っている申請はありません',
    title: '不交付にする…',
    verb: 'refuse_open',
    lead: '審査を待っている申請です。',
  },
  return: {
    step: 'return',
    none: '審査を待っている申請はありません',
    title: '差し戻す…',
    verb: 'return_open',
    lead: '審査を待っている申請です。',
  },
} satisfies Record<string, Meant>;

/** What may be answered where others read along: nothing that shows a request. */
const FOR_ALL: readonly Intent['kind'][] = [
  'set_channel',
  'help',
  'greeting',
  'thanks',
  'off_topic',
  'unknown',
  'ask_back',
  'rule',
];

async function answerIntent(turn: Turn, intent: Intent): Promise<CardContent> {
  if (!turn.personal && !FOR_ALL.includes(intent.kind)) {
    return messageCard(
      '個人チャットでお送りください',
      '電話番号や氏名などをほかの方に見せないため、申請や状況の確認は、このボットとの1対1のチャットで承ります。',
    );
  }
  switch (intent.kind) {
    case 'apply':
      return beginDraft(turn, entriesFrom(intent.facts));
    case 'facts':
      return intent.unsure ? askFacts(turn, entriesFrom(intent.facts)) : takeFacts(turn, entriesFrom(intent.facts));
    case 'resume':
      return press(turn, 'draft_resume', {});
    case 'wizard':
      return moveWizard(turn, intent.move);
    case 'status':
      return press(turn, 'show', { requestId: await requestIdOf(turn, intent.of) });
    case 'list':
      return listView(turn, intent);
    case 'approve':
    case 'refuse':
    case 'return':
      return decideBySentence(turn, { ...intent, kind: intent.kind });
    case 'withdraw':
      return withMeant(turn, intent.of, MEANT.withdraw, (id) => askWithdraw(turn, id));
    case 'received':
      return withMeant(turn, intent.of, MEANT.received, (requestId) => press(turn, 'receive', { requestId }));
    case 'nudge':
      return withMeant(turn, intent.of, MEANT.nudge, (requestId) => press(turn, 'nudge', { requestId }));
    case 'link':
      return withMeant(turn, intent.of, MEANT.reissue, (id) => askReissue(turn, id));
    case 'download':
      return withMeant(turn, intent.of, MEANT.download, (id) => downloadView(turn, id));
    case 'form':
      return withMeant(turn, intent.of, MEANT.form, (requestId) => press(turn, 'show_form', { requestId }));
    case 'progress':
      return progressView(turn);
    case 'rule':
      return ruleView(turn, intent.topic);
    case 'revoke': {
      const { words = '' } = intent;
      return withMeant(turn, intent.of, { ...MEANT.revoke, data: { words } }, (id) => askRevoke(turn, id, words));
    }
    case 'register':
      return registerBySentence(turn, intent);
    case 'deputy':
      if (intent.move === 'set') return setDeputyBySentence(turn, intent);
      if (intent.move === 'end') return endDeputyBySentence(turn, intent.name);
      return deputiesView(turn);
    case 'share':
      return shareBySentence(turn, intent);
    case 'hand':
      return handBySentence(turn);
    case 'hand_back':
      return handBackBySentence(turn, intent);
    case 'edit':
      return editBySentence(turn);
    case 'detach':
      return withMeant(turn, intent.of, MEANT.detach, (id) => askDetach(turn, id));
    case 'reopen':
      return withMeant(turn, intent.of, MEANT.reopen, (id) => askReopen(turn, id));
    case 'evidence':
    case 'ledger':
      return recordsByCommand(turn, intent.kind);
    case 'audit':
      return auditHeadView(turn);
    case 'set_channel':
      return setChannel(turn);
    case 'resend':
      // A chief who asks for something to be sent again means the link.
      if (hasRole(turn.actor, 'manager', 'operator')) return press(turn, 'resend', {});
      return withMeant(turn, undefined, MEANT.reissue, (id) => askReissue(turn, id));
    case 'unsent':
      return press(turn, 'list_unsent', {});
    case 'help':
      return helpCard(turn.ctx.config, turn.actor);
    case 'greeting':
      return messageCard(
        `${turn.actor.name} 様、お疲れさまです`,
        '通話録音データの取出し申請をお手伝いします。',
        usualButtons(turn.actor),
      );
    case 'thanks':
      return messageCard('お役に立てて何よりです', 'また必要なときにお声がけください。', []);
    case 'ask_back':
      return askBack(turn);
    case 'off_topic':
      return messageCard(
        '申し訳ございません、お答えできません',
        'このボットは、通話録音データの取出し申請をお手伝いしています。',
        usualButtons(turn.actor),
      );
    default:
      return notUnderstood(turn);
  }
}

/** What was said could be about anything in hand: it is named, and what can be done is offered; nothing is done. */
async function askBack(turn: Turn): Promise<CardContent> {
  const draft = turn.personal ? await findDraft(turn.ctx, turn.actor) : undefined;
  if (draft !== undefined) return draftInHandCard(draft);
  return messageCard(
    'どの申請についてでしょうか',
    '「R8-12は？」のように番号でお尋ねいただくか、「私の申請」からお選びください。',
    usualButtons(turn.actor),
  );
}

/** A file in the chat: a recording that 管財課 extracted by hand, for the request named beside it or the only one that waits. */
export async function takeFile(turn: Turn, text: string, address: string): Promise<CardContent> {
  if (!turn.personal) {
    return messageCard(
      '個人チャットでお送りください',
      '録音ファイルは、このボットとの1対1のチャットに添付してください。',
    );
  }
  const { now, areaCode } = { now: turn.ctx.clock.now(), areaCode: turn.ctx.config.areaCode };
  const intent = understand(text, { now, areaCode });
  const of = 'of' in intent ? intent.of : undefined;
  return withMeant(turn, of, MEANT.attach, (id) => takeFromChat(turn, id, address));
}

/** A decision by words: approves what the card would approve with one click; anything less clear shows the card. */
async function decideBySentence(
  turn: Turn,
  { kind, of, words = '' }: { kind: 'approve' | 'refuse' | 'return'; of?: NumberReference; words?: string },
): Promise<CardContent> {
  if (of === undefined) {
    // Nothing is decided that was not named: the only one that waits is shown, or each of them.
    return withMeant(turn, of, MEANT[kind], async (id) => {
      await recordView(turn.ctx, turn.actor, turn.via, id);
      if (kind === 'refuse') return refusalView(turn, id, { typed: { words } });
      return kind === 'return' ? returnView(turn, id, { words }) : decisionView(turn, id);
    });
  }
  const requestId = await requestIdOf(turn, of);
  if (kind === 'refuse') return refusalView(turn, requestId, { typed: { words } });
  if (kind === 'return') return returnView(turn, requestId, { words });
  const permission = mayDo(turn.actor, 'approve', await loadRequest(turn.ctx.db.client, turn.actor, requestId));
  if (!permission.allowed) return notNowView(turn, requestId, permission);
  const view = await decisionView(turn, requestId);
  const { chosen, ground, answerNumber, proposedNumber, version } = view.data;
  if (view.card !== 'decide' || chosen === '') return view;
  return press(turn, 'approve', { requestId, version, recordingIds: chosen, ground, answerNumber, proposedNumber });
}

/** The number in the 総合文書管理システム; with a form in hand 「文書番号は12です」 is the number of the form. */
async function registerBySentence(
  turn: Turn,
  { of, number, either }: { of?: NumberReference; number?: string; either?: true },
): Promise<CardContent> {
  if (either && number !== undefined && (await findDraft(turn.ctx, turn.actor))) {
    return takeFacts(turn, { documentNumber: number });
  }
  const meant = { ...MEANT.register, data: { words: number ?? '' } };
  return withMeant(turn, of, meant, (requestId) =>
    number === undefined ? askRegister(turn, requestId) : press(turn, 'register', { requestId, words: number }),
  );
}

function shareBySentence(turn: Turn, { of, name = '' }: { of?: NumberReference; name?: string }): Promise<CardContent> {
  return withMeant(turn, of, { ...MEANT.share, data: { name } }, (id) => askShare(turn, id, '', name));
}

async function setChannel(turn: Turn): Promise<CardContent> {
  if (turn.personal) {
    return messageCard(
      '決裁チャネルにするチャネルでお送りください',
      '決裁に使うチャネルで、このボットをメンションして「このチャネルを決裁チャネルにする」とお送りください。',
    );
  }
  await chooseDecisionChannel(turn.ctx, turn.actor, turn.via, turn.conversationId);
  return messageCard(
    'このチャネルを決裁チャネルにしました',
    '新しい申請の審査カードが、管財課長の個人チャットとこのチャネルに届きます。',
  );
}
