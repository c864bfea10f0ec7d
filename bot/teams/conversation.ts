import type { Intent, NumberReference } from '../chat/intent.js';
import { understand } from '../chat/understand.js';
import { chooseDecisionChannel } from '../directory/decisionChannel.js';
import { endDeputy } from '../directory/deputies.js';
import { findDraft } from '../requests/draft.js';
import { loadRequest } from '../requests/load.js';
import { hasRole } from '../rule/actor.js';
import { mayDo } from '../rule/permission.js';
import { deputiesView, setDeputyBySentence } from './actions/deputies.js';
import { askDetach, askRegister, askReissue, askReopen, askRevoke, askShare, askWithdraw } from './actions/request.js';
import { beginDraft } from './actions/wizard.js';
import { takeFromChat } from './attachment.js';
import { helpCard, messageCard, usualButtons } from './cards/message.js';
import type { CardContent } from './cards/render.js';
import {
  editBySentence,
  entriesFrom,
  handBackBySentence,
  handBySentence,
  moveWizard,
  notUnderstoodInForm,
  takeFacts,
} from './said/forms.js';
import { press } from './said/press.js';
import { auditHeadView, recordsByCommand } from './said/records.js';
import { onlyOpenRequest, ownRequest, requestIdOf } from './said/which.js';
import type { Turn } from './turn.js';
import { decisionView, listView, notNowView, refusalView, returnView } from './views.js';

/** Answers a sentence. Everything a card does can also be said, since cards misbehave on some mobile clients. */
export async function answerSentence(turn: Turn, text: string): Promise<CardContent> {
  const { now, areaCode } = { now: turn.ctx.clock.now(), areaCode: turn.ctx.config.areaCode };
  return answerIntent(turn, understand(text, { now, areaCode }));
}

/** What may be answered where others read along: nothing that shows a request. */
const FOR_ALL: readonly Intent['kind'][] = [
  'set_channel',
  'help',
  'greeting',
  'thanks',
  'off_topic',
  'unknown',
  'ask_back',
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
      return takeFacts(turn, entriesFrom(intent.facts));
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
      return askWithdraw(turn, await ownRequest(turn, intent.of, 'withdraw'));
    case 'received':
      // What was received already can still be registered, and says so.
      return press(turn, 'receive', { requestId: await ownRequest(turn, intent.of, 'register') });
    case 'nudge':
      return press(turn, 'nudge', { requestId: await ownRequest(turn, intent.of, 'nudge') });
    case 'link':
      return askReissue(turn, await ownRequest(turn, intent.of, 'reissue'));
    case 'revoke':
      return askRevoke(turn, await ownRequest(turn, intent.of, 'revoke'), intent.words);
    case 'register':
      return registerBySentence(turn, intent);
    case 'deputy':
      if (intent.move === 'set') return setDeputyBySentence(turn, intent);
      if (intent.move === 'end') return endDeputies(turn, intent.name);
      return deputiesView(turn);
    case 'share':
      return askShare(turn, await ownRequest(turn, intent.of, 'share'), '', intent.name);
    case 'hand':
      return handBySentence(turn);
    case 'hand_back':
      return handBackBySentence(turn, intent);
    case 'edit':
      return editBySentence(turn);
    case 'detach':
      return askDetach(turn, await ownRequest(turn, intent.of, 'detach'));
    case 'reopen':
      return askReopen(turn, await ownRequest(turn, intent.of, 'reopen'));
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
      return askReissue(turn, await ownRequest(turn, undefined, 'reissue'));
    case 'unsent':
      return press(turn, 'list_unsent', {});
    case 'help':
      return helpCard(turn.actor);
    case 'greeting':
      return messageCard(
        `${turn.actor.name} 様、お疲れさまです`,
        '通話録音データの取出し申請をお手伝いします。',
        usualButtons(turn.actor),
      );
    case 'thanks':
      return messageCard('お役に立てて何よりです', 'また必要なときにお声がけください。', []);
    case 'ask_back':
      return messageCard(
        'どの申請についてでしょうか',
        '「R8-12は？」のように番号でお尋ねいただくか、一覧からお選びください。',
        usualButtons(turn.actor),
      );
    case 'off_topic':
      return messageCard(
        '申し訳ございません、お答えできません',
        'このボットは、通話録音データの取出し申請をお手伝いしています。',
        usualButtons(turn.actor),
      );
    default:
      if (turn.personal && (await findDraft(turn.ctx, turn.actor))) return notUnderstoodInForm();
      return messageCard(
        'うまく読み取れませんでした',
        '次の中からお選びいただくか、別の言い方でお試しください。',
        usualButtons(turn.actor),
      );
  }
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
  return takeFromChat(turn, await ownRequest(turn, of, 'attach'), address);
}

/** A decision by words: approves what the card would approve with one click; anything less clear shows the card. */
async function decideBySentence(
  turn: Turn,
  { kind, of, words = '' }: { kind: 'approve' | 'refuse' | 'return'; of?: NumberReference; words?: string },
): Promise<CardContent> {
  const requestId = of ? await requestIdOf(turn, of) : await onlyOpenRequest(turn);
  if (requestId === undefined) return listView(turn, { scope: 'open' });
  if (kind === 'refuse') return refusalView(turn, requestId, { typed: { words } });
  if (kind === 'return') return returnView(turn, requestId, { words });
  const permission = mayDo(turn.actor, 'approve', await loadRequest(turn.ctx.db.client, turn.actor, requestId));
  if (!permission.allowed) return notNowView(turn, requestId, permission);
  const view = await decisionView(turn, requestId);
  // Without a number the card is shown: nothing is approved that was not named.
  if (of === undefined) return view;
  const { chosen, ground, answerNumber, proposedNumber, version } = view.data;
  if (view.card !== 'decide' || chosen === '') return view;
  return press(turn, 'approve', { requestId, version, recordingIds: chosen, ground, answerNumber, proposedNumber });
}

async function registerBySentence(
  turn: Turn,
  { of, number }: { of?: NumberReference; number?: string },
): Promise<CardContent> {
  const requestId = await ownRequest(turn, of, 'register');
  return number === undefined ? askRegister(turn, requestId) : press(turn, 'register', { requestId, words: number });
}

async function endDeputies(turn: Turn, name: string | undefined): Promise<CardContent> {
  const ended = await endDeputy(turn.ctx, turn.actor, turn.via, name === undefined ? {} : { name });
  return deputiesView(turn, ended > 0 ? '代決を終了しました' : '終了する代決の設定はありません');
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
