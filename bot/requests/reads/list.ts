import type { Context } from '../../context.js';
import type { Prisma, Request } from '../../db/generated/client.js';
import { addDays, momentOf } from '../../japanese/civil.js';
import { LAST_DIGITS } from '../../japanese/phone.js';
import { foldNumeric } from '../../japanese/text.js';
import { type Actor, hasRole } from '../../rule/actor.js';
import { readDocumentNumber } from '../../rule/documentNumber.js';
import { mayDo } from '../../rule/permission.js';
import { OUTSIDE_GROUNDS, OUTSIDE_PURPOSE, PURPOSES } from '../../rule/purposes.js';
import { readReceipt } from '../../rule/receipt.js';
import { type Sight, seenWhere } from '../../rule/sight.js';
import { STATUS_WORDS, type Status, type VerbRule } from '../../rule/states.js';

/** How many a list in the chat shows at once. */
export const LIST_LENGTH = 10;

/** Which requests are asked for. */
export interface ListQuestion {
  /** Filed, or with `decided` decided, from this civil date on. */
  from?: string;
  /** Up to and including this civil date. */
  to?: string;
  decided?: boolean;
  statuses?: readonly Status[];
  /** Those alone whose recordings left the house: handed over for a body outside, or for disclosure (第5条第1号). */
  given?: boolean;
  /** Words that all have to be found in a request: receipt or document number, digits of a number, section, name, state, purpose. */
  search?: string;
  /** How many of the newest are passed over. */
  skip?: number;
}

/** The requests that the person may see, newest first, so many at the `most`; drafts are not among them. */
export async function listRequests(
  ctx: Context,
  actor: Actor,
  question: ListQuestion,
  most = LIST_LENGTH,
): Promise<{ requests: Request[]; total: number }> {
  const where: Prisma.RequestWhereInput = {
    submittedAt: { not: null },
    status: question.statuses ? { in: [...question.statuses] } : { not: 'draft' },
    AND: [
      visibleTo(actor),
      within(question),
      question.given ? GIVEN : {},
      ...wordsOf(question.search).map((word) => matching(actor, word)),
    ],
  };
  const [requests, total] = await Promise.all([
    ctx.db.client.request.findMany({
      where,
      // Of several filed at the same moment the later number stands first.
      orderBy: [{ submittedAt: 'desc' }, { fiscalYear: 'desc' }, { serial: 'desc' }],
      take: most,
      skip: question.skip ?? 0,
    }),
    ctx.db.client.request.count({ where }),
  ]);
  return { requests, total };
}

/** Handed over for a body outside the city, or for disclosure. */
const GIVEN: Prisma.RequestWhereInput = {
  answeredAt: { not: null },
  copies: { some: {} },
  OR: [
    ...(OUTSIDE_PURPOSE === undefined ? [] : [{ purpose: OUTSIDE_PURPOSE }]),
    { ground: { in: [...OUTSIDE_GROUNDS] } },
    { disclosureLaw: { not: null } },
  ],
};

/** Among so many of the newest requests those are sought that a sentence without a number may mean. */
const MOST_LOOKED_AT = 500;

/** The requests to which the person may do it now, newest first. */
export async function listPossible(ctx: Context, actor: Actor, verb: VerbRule): Promise<Request[]> {
  const { requests } = await listRequests(ctx, actor, { statuses: verb.from }, MOST_LOOKED_AT);
  return requests.filter((request) => mayDo(actor, verb, request).allowed);
}

/** Of which requests a person may see any: all for those who manage, handle or audit them, else those of the own sections. */
function visibleTo(actor: Actor): Prisma.RequestWhereInput {
  if (hasRole(actor, 'manager', 'deputy', 'operator', 'auditor')) return {};
  return ofOwnSections(actor);
}

function ofOwnSections({ posts }: Actor): Prisma.RequestWhereInput {
  return { OR: posts.map(({ bureau, section }) => ({ bureau, section })) };
}

function within({ from, to, decided, given }: ListQuestion): Prisma.RequestWhereInput {
  const moment: Prisma.DateTimeNullableFilter = {
    ...(from === undefined ? {} : { gte: momentOf(from, '00:00') }),
    ...(to === undefined ? {} : { lt: momentOf(addDays(to, 1), '00:00') }),
  };
  if (decided) return { decidedAt: { not: null, ...moment } };
  if (given) return { answeredAt: { not: null, ...moment } };
  return from === undefined && to === undefined ? {} : { submittedAt: moment };
}

const MOST_WORDS = 5;

function wordsOf(search = ''): string[] {
  return search
    .split(/[\s、,]+/)
    .filter((word) => word !== '')
    .slice(0, MOST_WORDS);
}

/** The requests of which the reader sees the part that is asked for: by no search is more learnt than by looking. */
function whereSeen(actor: Actor, part: keyof Sight): Prisma.RequestWhereInput {
  const seen = seenWhere(actor, part);
  // Said by itself: to the client an empty condition among several matches nothing.
  if (seen.includes('any')) return {};
  return {
    OR: seen.map((of) => {
      if (of === 'decidedByThem') return { decidedById: actor.personId };
      return typeof of === 'object' ? { status: { in: [...of.statuses] } } : ofOwnSections(actor);
    }),
  };
}

/** A request in which one word is found, in whatever it may mean to this reader. */
function matching(actor: Actor, word: string): Prisma.RequestWhereInput {
  const receipt = readReceipt(word);
  if (receipt !== undefined) return receipt;
  const digits = foldNumeric(word).replace(/[\s()-]/g, '');
  const number = /^\d{3,}$/.test(digits);
  const document = readDocumentNumber(word);
  const contains = { contains: literal(word) };
  const statuses = (Object.keys(STATUS_WORDS) as Status[]).filter((status) => STATUS_WORDS[status].includes(word));
  const purposes = [...PURPOSES].flatMap(([purpose, words]) => (words.includes(word) ? [purpose] : []));
  return {
    OR: [
      { section: contains },
      { bureau: contains },
      ...nameContains(word),
      { contactSection: contains },
      { AND: [{ purposeOther: contains }, whereSeen(actor, 'words')] },
      { registeredNumber: contains },
      ...(number
        ? [
            { AND: [{ otherNumber: { contains: digits.replace(/^0/, '') } }, whereSeen(actor, 'number')] },
            ...(digits.length <= LAST_DIGITS ? [{ otherNumber: { endsWith: digits } }] : []),
            { cityNumber: { contains: digits } },
          ]
        : []),
      ...(document === undefined ? [] : [{ documentNumber: document }, { answerNumber: document }]),
      ...(/^\d{1,6}$/.test(digits) ? [{ serial: Number(digits) }] : []),
      ...(statuses.length > 0 ? [{ status: { in: statuses } }] : []),
      ...(purposes.length > 0 ? [{ purpose: { in: purposes } }] : []),
    ],
  };
}

/** The words as they stand: the database would take % and _ for any letters. */
function literal(word: string): string {
  return word.replace(/[\\%_]/g, '\\$&');
}

/** Names are kept as 試験 花子 and sought as 試験花子: every place of a name may be where the white space stands. */
function nameContains(word: string): Prisma.RequestWhereInput[] {
  const letters = [...word];
  const spellings = [
    word,
    ...letters.slice(1).map((_, at) => `${letters.slice(0, at + 1).join('')} ${letters.slice(at + 1).join('')}`),
  ];
  return spellings
    .slice(0, 8)
    .map(literal)
    .flatMap((contains) => [
      { chiefName: { contains } },
      { contactName: { contains } },
      { preparedByName: { contains } },
    ]);
}

/** What was decided by 代決, newest first; for the 管理責任者 and the 代決者. */
export async function listDeputised(ctx: Context, actor: Actor): Promise<Request[]> {
  if (!hasRole(actor, 'manager', 'deputy')) return [];
  return ctx.db.client.request.findMany({
    where: { decidedAsDeputy: true },
    orderBy: { decidedAt: 'desc' },
    take: LIST_LENGTH,
  });
}
