import type { Intent, NumberReference, Understood, VerbKind } from '../../chat/intent.js';
import { intentOf, isLabel } from '../../chat/learned/labels.js';
import { referenceOf } from '../../chat/references.js';
import { replyIn } from '../../chat/replies.js';
import { type ReadingContext, readSentence } from '../../chat/sentence.js';
import { maskedWords, type Reading, read, readShown } from '../../chat/understand.js';
import { chooseDecisionChannel } from '../../directory/decisionChannel.js';
import { SPOKEN_MATTERS } from '../../matters/kinds/index.js';
import { findDraft } from '../../requests/draft.js';
import { requestNamed } from '../../requests/reads/named.js';
import { attach } from '../../requests/verbs/attach.js';
import { SPOKEN, verbNamed } from '../../requests/verbs/index.js';
import { register } from '../../requests/verbs/register.js';
import { reissue } from '../../requests/verbs/reissue.js';
import { returnToChief } from '../../requests/verbs/return.js';
import type { Verb } from '../../requests/verbs/verb.js';
import { decidesToday, hasRole } from '../../rule/actor.js';
import { ACT, MANAGER } from '../../rule/office.js';
import { hintOf } from '../cards/help.js';
import { draftInHandCard, messageCard, usualButtons } from '../cards/message.js';
import { askOf, type Press } from '../cards/presses.js';
import type { CardContent } from '../cards/render.js';
import { isOffered, MEANINGS } from '../cards/unsure.js';
import { askView, type Typed } from '../views/ask.js';
import { helpView } from '../views/help.js';
import type { Turn } from '../views/turn.js';
import { decisionView, listView, progressView, refusalView, statusView } from '../views/views.js';
import { deputiesView, endDeputyBySentence, setDeputyBySentence } from './actions/deputies.js';
import { downloadView } from './actions/request.js';
import { searchView } from './actions/search.js';
import { beginDraft } from './actions/wizard.js';
import { takeFromChat } from './attachment.js';
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
import { matterBySentence } from './said/matters.js';
import { press } from './said/press.js';
import { auditHeadView, recordsByCommand } from './said/records.js';
import { pressIn, replied } from './said/reply.js';
import { ruleView } from './said/rule.js';
import { isCarried, MOST_GUESSES, unsureView } from './said/unsure.js';
import { listedView, requestIdOf, type Wanted, wantedFor, withMeant } from './said/which.js';

/** Answers a sentence. Everything a card does can also be said, since cards misbehave on some mobile clients. */
export async function answerSentence(turn: Turn, text: string): Promise<CardContent> {
  const { asks } = turn.before ?? {};
  const pressed = pressIn(text, asks);
  if (asks !== undefined && pressed !== undefined) return replied(await pressSaid(turn, pressed), text, asks);
  if (asks === undefined && replyIn(text) === 'yes' && turn.personal && (await findDraft(turn.ctx, turn.actor)))
    return press(turn, 'draft_resume', {});
  const listed = turn.personal ? await listedView(turn, text) : undefined;
  if (listed !== undefined) return listed;
  const { intent, guessed } = readWithBefore(turn, text);
  const answer = await answerRead(turn, text, intent);
  return guessed === undefined ? answer : { ...taught(turn, guessed, answer), unread: answer.unread ?? 'guessed' };
}

/** A button that was pressed by words; those that carry a sentence are answered here. */
async function pressSaid(turn: Turn, { verb, data }: Press): Promise<CardContent> {
  if (verb === 'meant') return answerMeant(turn, String(data.text), String(data.label));
  if (verb !== 'which') return press(turn, verb, data);
  const { unread: _counted, ...again } = await unsureView(turn, String(data.text), data.labels as string[]);
  return { ...again, hint: '「1番目」のようにお答えいただくか、ボタンを押してください。' };
}

/**
 * Reads a sentence that dictation may have sent in two: where neither half is surely understood by itself, both together are read. Only what
 * shows something comes of it; what acts is said in one.
 */
function readWithBefore(turn: Turn, text: string): Reading {
  const context = readingOf(turn);
  const alone = read(text, context);
  const first = turn.before?.text;
  const isSure = alone.guessed === undefined && alone.intent.kind !== 'unsure' && alone.intent.kind !== 'unknown';
  if (first === undefined || isSure) return alone;
  const together = readShown(`${first}${text}`, context);
  return together === undefined ? alone : { intent: together };
}

/** The answer with a line that tells how the same could have been said; small talk needs none, and nobody is taught in public. */
function taught({ personal }: Turn, label: string | undefined, answer: CardContent): CardContent {
  return personal && label !== undefined && isOffered(label) ? { ...answer, hint: hintOf(label) } : answer;
}

async function answerRead(turn: Turn, text: string, intent: Intent): Promise<CardContent> {
  if (intent.kind === 'unsure' || intent.kind === 'unknown') {
    const guesses = intent.kind === 'unsure' ? intent.guesses : [];
    const offered = await withModel(turn, text, guesses);
    const card = await unsureView(turn, text, offered);
    if (offered === guesses) return card;
    // What a model chose is pressed; 「はい」 does not do it.
    const { asks: _asked, ...pressable } = card;
    return pressable;
  }
  if (intent.kind !== 'facts' || intent.otherwise === undefined) return answerIntent(turn, intent);
  const draft = turn.personal ? await findDraft(turn.ctx, turn.actor) : undefined;
  return draft === undefined ? answerRead(turn, text, intent.otherwise) : answerIntent(turn, intent);
}

/** The guesses with what the model would say before them, where one is asked: never in public, and nothing but a button comes of it. */
async function withModel(turn: Turn, text: string, guesses: readonly string[]): Promise<readonly string[]> {
  const model = turn.personal && isCarried(text) ? turn.ctx.chatModel : undefined;
  const chosen = await model?.choose(maskedText(turn, text), MEANINGS);
  if (chosen === undefined || !isLabel(chosen)) return guesses;
  if (intentOf(chosen, readSentence(text, readingOf(turn))) === undefined) return guesses;
  return [chosen, ...guesses.filter((guess) => guess !== chosen)].slice(0, MOST_GUESSES);
}

/** Answers a sentence of which the person chose what it meant; a label that nobody knows is answered as what cannot be read. */
export async function answerMeant(turn: Turn, text: string, label: string): Promise<CardContent> {
  const sentence = readSentence(text, readingOf(turn));
  const intent = isLabel(label) ? intentOf(label, sentence) : undefined;
  return taught(turn, label, await answerIntent(turn, intent ?? { kind: 'unknown' }));
}

/** What the reading of a person's sentence rests on. */
const readingOf = ({ ctx }: Turn): ReadingContext => ({
  now: ctx.clock.now(),
  areaCode: ctx.config.areaCode,
  verbs: SPOKEN,
  matters: SPOKEN_MATTERS,
});

/** A sentence with what tells of a person or a call masked. */
export const maskedText = (turn: Turn, text: string): string =>
  maskedWords(
    text,
    readingOf(turn),
    turn.ctx.directory.posts.map(({ person }) => person.name),
  );

/** The recordings once more: requests with an answer that hands some over. */
const DOWNLOAD: Wanted = {
  verb: reissue,
  meant: { which: '録音をお受け取りになれる申請', title: '開く' },
  press: 'show',
  fits: ({ refusalReason }) => refusalReason === null,
};

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

async function answerIntent(turn: Turn, intent: Understood): Promise<CardContent> {
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
      return statusView(turn, await requestNamed(turn.ctx, turn.actor, intent.of));
    case 'list':
      return listView(turn, intent);
    case 'approve':
    case 'refuse':
    case 'return':
      return decideBySentence(turn, { ...intent, kind: intent.kind });
    case 'share':
      return doMeant(turn, intent.kind, intent.of, { name: intent.name ?? '' });
    case 'download':
      return withMeant(turn, intent.of, DOWNLOAD, (id) => downloadView(turn, id));
    case 'progress':
      return progressView(turn);
    case 'rule':
      return ruleView(turn, intent.topic);
    case 'register':
      return registerBySentence(turn, intent);
    case 'deputy':
      if (intent.move === 'set') return setDeputyBySentence(turn, intent);
      if (intent.move === 'end') return endDeputyBySentence(turn, intent.name);
      return deputiesView(turn);
    case 'hand':
      return handBySentence(turn);
    case 'handBack':
      return handBackBySentence(turn, intent);
    case 'edit':
      return editBySentence(turn);
    case 'evidence':
    case 'ledger':
      return recordsByCommand(turn, intent.kind);
    case 'audit':
      return auditHeadView(turn);
    case 'examine_next':
    case 'restored':
    case 'clock_right':
    case 'operations':
    case 'check_log':
      return press(turn, intent.kind, {});
    case 'search_recordings': {
      const requestId = await requestIdOf(turn, intent.of);
      return hasRole(turn.actor, 'manager', 'operator') ? searchView(turn, requestId) : statusView(turn, requestId);
    }
    case 'matter':
      // Whoever decides, and names none, means an application that waits.
      if (intent.matter === 'preservation' && intent.step === '' && decidesToday(turn.actor))
        return withMeant(turn, undefined, { ...wantedFor(spoken('preserve')), press: 'examine' }, (id) =>
          decisionView(turn, id),
        );
      return matterBySentence(turn, intent);
    case 'set_channel':
      return setChannel(turn);
    case 'resend':
      // A chief who asks for something to be sent again means the link.
      if (hasRole(turn.actor, 'manager', 'operator')) return press(turn, 'resend', {});
      return doMeant(turn, 'reissue');
    case 'unsent':
      return press(turn, 'list_unsent', {});
    case 'help':
      return helpView(turn);
    case 'greeting':
      return messageCard(
        `${turn.actor.name} 様、お疲れさまです`,
        `通話録音データの${ACT}申請をお手伝いします。`,
        usualButtons(turn.actor),
      );
    case 'thanks':
      return messageCard('お役に立てて何よりです', 'また必要なときにお声がけください。', []);
    case 'ask_back':
      return askBack(turn);
    case 'off_topic':
      return messageCard(
        '申し訳ございません、お答えできません',
        `このボットは、通話録音データの${ACT}申請をお手伝いしています。`,
        usualButtons(turn.actor),
      );
    case 'unknown':
      return notUnderstood(turn);
    default:
      return doMeant(turn, intent.kind, intent.of, { words: intent.words ?? '' });
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
  // Whatever else is said beside it: a file is for the request that is named, and for no other.
  const [named, another] = readSentence(text, readingOf(turn)).references;
  const of = named !== undefined && another === undefined ? referenceOf(named) : undefined;
  return withMeant(turn, of, { ...wantedFor(attach), press: 'show' }, (id) => takeFromChat(turn, id, address));
}

/** Does what the verb's button would do with the request that is meant: asks before it, where the verb does. */
function doMeant(turn: Turn, kind: VerbKind, of?: NumberReference, typed: Typed = {}): Promise<CardContent> {
  const verb = spoken(kind);
  return withMeant(turn, of, wantedFor(verb, { ...typed }), (requestId) =>
    verb.question ? askView(turn, verb, requestId, typed) : press(turn, verb.name, { requestId }),
  );
}

function spoken(kind: VerbKind): Verb {
  const verb = verbNamed(kind);
  if (verb === undefined) throw new Error(`there is no verb ${kind}`);
  return verb;
}

/** A decision by words: approves what the card would approve with one click; anything less clear shows the card. */
async function decideBySentence(
  turn: Turn,
  { kind, of, words = '' }: { kind: 'approve' | 'refuse' | 'return'; of?: NumberReference; words?: string },
): Promise<CardContent> {
  const asked = (id: string) =>
    kind === 'refuse'
      ? refusalView(turn, id, { typed: { words } })
      : kind === 'return'
        ? askView(turn, returnToChief, id, { words })
        : decisionView(turn, id);
  if (of === undefined) {
    // Nothing is decided that was not named: the only one that waits is shown, or each of them.
    const shown = { ...wantedFor(spoken(kind)), press: kind === 'approve' ? 'examine' : askOf(kind) };
    return withMeant(turn, of, shown, asked);
  }
  const requestId = await requestIdOf(turn, of);
  if (kind !== 'approve') return asked(requestId);
  const view = await decisionView(turn, requestId, { strict: true });
  const { chosen, ground, answerNumber, proposedNumber, version, attached } = view.data;
  // A file that somebody attached by hand is looked at first: it may have come since the speaker saw the card.
  if (view.card !== 'decide' || chosen === '' || attached === true) return view;
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
  const wanted = wantedFor(register, { words: number ?? '' });
  return withMeant(turn, of, wanted, (requestId) =>
    number === undefined
      ? askView(turn, register, requestId)
      : press(turn, register.name, { requestId, words: number }),
  );
}

async function setChannel(turn: Turn): Promise<CardContent> {
  if (turn.personal) {
    return messageCard(
      '決裁チャネルにするチャネルでお送りください',
      '決裁に使うチャネルで、このボットをメンションして「このチャネルを決裁チャネルにする」とお送りください。',
    );
  }
  await chooseDecisionChannel(turn.ctx, turn.actor, turn.via, turn);
  return messageCard(
    'このチャネルを決裁チャネルにしました',
    `新しい申請の審査カードが、${MANAGER}の個人チャットとこのチャネルに届きます。`,
  );
}
