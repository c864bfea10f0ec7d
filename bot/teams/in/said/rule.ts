import { noticeUrl, pagesUrl } from '../../../addresses.js';
import type { RuleTopic } from '../../../chat/intent.js';
import { deputiesOn, peopleWithRole } from '../../../directory/people.js';
import { civilDate } from '../../../japanese/civil.js';
import { descriptionOf } from '../../../matters/kinds/index.js';
import { applyingPosts } from '../../../rule/actor.js';
import type { ArticleNumber } from '../../../rule/articles.js';
import { FORM_LABELS } from '../../../rule/fileNames.js';
import type { MatterKind } from '../../../rule/matters.js';
import { ACT, CITES, MANAGER, OFFICE, PEOPLE, RULE_WORD, ruleCites } from '../../../rule/office.js';
import { periodWords } from '../../../rule/period.js';
import { CITY } from '../../../rule/profile/city.js';
import { articleCited, type Cited } from '../../../rule/profile/profile.js';
import { ARTICLES, articleName, articlePlace, articleText, RULE_TITLE } from '../../../rule/text.js';
import { beginButton } from '../../cards/matters.js';
import { guideLinks, messageCard, usualButtons } from '../../cards/message.js';
import type { Button, CardContent } from '../../cards/render.js';
import type { Turn } from '../../views/turn.js';

/** Topics with an article of their own; the others are named after the article asked for. */
type Answered = Exclude<RuleTopic, 'text' | `article-${number}`>;

/** A question, the article that answers it, and the answer in one or two sentences. */
interface RuleAnswer {
  cited: Cited;
  headline: string;
  lead(turn: Turn): Promise<string> | string;
  /** Whoever asks may be after a recording: the application is offered. */
  offersForm?: true;
  /** Whoever asks may want to write down a matter of this kind. */
  offersMatter?: MatterKind;
}

const ANSWERS: Record<Answered, RuleAnswer> = {
  purpose: {
    cited: 'aims',
    headline: `録音の目的は、${ruleCites('aims')}のとおりです`,
    lead: () => `${RULE_WORD}の条文をご覧ください。`,
  },
  notice: {
    cited: 'publication',
    headline: `録音していることは、${PEOPLE}に公表しています`,
    lead: (turn) => `公表の内容は、${noticeUrl(turn.ctx.config)} でご覧いただけます。`,
  },
  retention: {
    offersForm: true,
    cited: 'retention',
    headline: '録音は、一定の期間が過ぎると残りません',
    lead: (turn) =>
      `録音装置の保存期間は、通話の日から${periodWords(turn.ctx.config.retention)}です（保存容量の範囲内）。交付した複製データは、交付から${turn.ctx.config.copyDays}日間お受け取りになれます。`,
  },
  deletion: {
    cited: 'retention',
    headline: '録音データを、このボットから消すことはできません',
    lead: (turn) =>
      `録音は記録されたまま保存し、${periodWords(turn.ctx.config.retention)}の保存期間が過ぎると残りません。ご不明な点は${OFFICE}へお問い合わせください。`,
  },
  alteration: {
    cited: 'unaltered',
    headline: '録音データを加工することはできません',
    lead: () => '録音は記録されたまま保存し、複製も元のデータと同じものをお渡しします。',
  },
  playback: {
    offersForm: true,
    offersMatter: 'playback',
    cited: 'playback',
    headline: '録音は、原則として再生しません',
    lead: () =>
      `業務で内容の確認が必要なときは、${ACT}申請をしてください。承認されると、複製データを再生・保存できます。犯罪が発生したときなど、複製を作らずに再生する必要があるときは、${MANAGER}に再生の許可を求められます。`,
  },
  grounds: {
    offersForm: true,
    cited: 'grounds',
    headline: '複製データをお渡しできるのは、次の場合です',
    lead: () => `申請の利用目的がいずれかに当たるかを、${MANAGER}が審査します。`,
  },
  decision: { cited: 'examination', headline: `審査と決裁は、${MANAGER}が行います`, lead: decidersWords },
  refusal: {
    cited: 'refusal',
    headline: '不交付になるのは、次の2つの場合です',
    lead: () =>
      `利用目的が${CITES.grounds}の要件に当たらない場合と、録音が録音装置に保存されていない場合です。回答書（${FORM_LABELS[2]}）で理由をお知らせします。`,
  },
  complaint: {
    offersMatter: 'complaint',
    cited: 'complaints',
    headline: `苦情は、${MANAGER}が責任をもって対応します`,
    lead: ({ ctx: { config } }) =>
      `${PEOPLE}の方からの苦情は、「苦情を記録する」から${MANAGER}へ送れます。窓口は${OFFICE}（電話 ${config.contact.tel}）です。通話の録音が必要なときは、「〇日〇時ごろの苦情の電話の録音がほしい」のようにお送りください。`,
  },
  security: {
    cited: 'security',
    headline: `録音データは、${CITY.rule.standard}に従って扱います`,
    lead: () => `${RULE_WORD}の条文をご覧ください。`,
  },
};

/** Who decides today, by name. */
async function decidersWords({ ctx }: Turn): Promise<string> {
  const managers = peopleWithRole(ctx.directory, 'manager');
  const deputies = deputiesOn(ctx.directory, civilDate(ctx.clock.now()));
  const names = [
    ...managers.map(({ name }) => `${MANAGER} ${name} 様`),
    ...deputies.map(({ name }) => `代決者 ${name} 様`),
  ];
  return names.length === 0
    ? `現在、決裁できる方が登録されていません。${OFFICE}へお問い合わせください。`
    : `現在は、${names.join('・')}が決裁します。ご自身の申請は、ご自身では決裁できません。`;
}

/** What the 要綱 says to a question: a sentence, the words of the article, and where the whole can be read. */
export async function ruleView(turn: Turn, topic: RuleTopic): Promise<CardContent> {
  if (topic === 'text') return contentsView(turn);
  if (!isAnswered(topic)) return articleView(turn, Number(topic.slice('article-'.length)));
  const { cited, headline, lead, offersForm, offersMatter } = ANSWERS[topic];
  const begin = offersMatter === undefined ? [] : [beginButton(descriptionOf(offersMatter), 'positive')];
  return articleCard(turn, articleCited(CITES[cited]), headline, await lead(turn), [
    ...begin,
    ...(offersForm ? applyButton(turn) : []),
  ]);
}

function isAnswered(topic: RuleTopic): topic is Answered {
  return Object.hasOwn(ANSWERS, topic);
}

function articleView(turn: Turn, article: number): CardContent {
  if (articleText(article).length === 0) return contentsView(turn);
  return articleCard(turn, article, `${RULE_WORD}${articleName(article)}です`, `${RULE_TITLE}の条文です。`);
}

function articleCard(
  turn: Turn,
  article: ArticleNumber,
  headline: string,
  lead: string,
  buttons: Button[] = [],
): CardContent {
  const url = `${pagesUrl(turn.ctx.config)}/rule#${articlePlace(article)}`;
  const links = [{ title: `${RULE_WORD}の${articleName(article)}を開く`, url, style: 'default' as const }];
  return messageCard(headline, lead, buttons, [], {
    links,
    quoted: articleText(article),
    buttonsAbove: true,
  });
}

/** Whoever may apply is offered it where a recording is what they may be after. */
function applyButton({ actor }: Turn): Button[] {
  return applyingPosts(actor).length === 0 ? [] : usualButtons(actor).filter(({ verb }) => verb === 'apply');
}

/** What the 要綱 has, article by article. */
function contentsView(turn: Turn): CardContent {
  const contents = ARTICLES.map(
    ({ number, caption }) => `${articleName(number)}${caption === '' ? '' : `（${caption}）`}`,
  );
  return messageCard(
    `${RULE_WORD}をご案内します`,
    `${RULE_TITLE}です。「${CITES.grounds}を見せて」のように送ると、条文を表示します。`,
    [],
    contents,
    { links: guideLinks(turn.ctx.config, turn.actor), buttonsAbove: true },
  );
}
