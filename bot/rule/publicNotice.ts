import type { ArticleNumber } from './articles.js';
import { type Period, periodWords } from './period.js';
import { CITY } from './profile/city.js';
import { articleCited } from './profile/profile.js';

/** What the notice says beside the rule: whom to ask, and for how long recordings are kept. */
export interface NoticeFacts {
  address: string;
  tel: string;
  mail: string;
  retention: Period;
}

/** One part of the public notice (第3条第1項). */
interface NoticePart {
  readonly id: string;
  readonly heading: string;
  /** The articles on which it rests, as they are cited. */
  readonly cited: readonly (readonly [words: string, article: ArticleNumber])[];
  /** What it says until the manager words it otherwise, line by line; a line that begins with 「・」 is an entry of a list. */
  standard(facts: NoticeFacts): readonly string[];
}

/** What stands for the period in the lines of a city's profile. */
const PERIOD = '{期間}';

/** The parts of the notice in their order. */
export const NOTICE_PARTS: readonly NoticePart[] = CITY.notice.map(({ id, heading, cited, lines }) => ({
  id,
  heading,
  cited: cited.map((cite) => [cite, articleCited(cite)] as const),
  standard: ({ retention }) => lines.map((line) => line.replaceAll(PERIOD, periodWords(retention))),
}));

/** The text of a notice: a part by its id, lines parted by line breaks; `address`, `tel` and `mail` of the office. */
export type NoticeText = Readonly<Record<string, string>>;

/** What the notice says until the manager words it otherwise. */
export function standardNotice(facts: NoticeFacts): NoticeText {
  const parts = NOTICE_PARTS.map((part) => [part.id, part.standard(facts).join('\n')] as const);
  const { address, tel, mail } = facts;
  return { ...Object.fromEntries(parts), address, tel, ...(mail === '' ? {} : { mail }) };
}
