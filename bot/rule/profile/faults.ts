import { isCivilDate } from '../../japanese/civil.js';
import { articleCited, type CityProfile } from './profile.js';

/** How a place in a rule is cited. */
const CITE = /^(?:附則(?:第\d+項)?|第\d+条(?:第\d+項)?(?:第\d+号(?:・第\d+号)*)?(?:本文|ただし書|前段|後段)?)$/;

/** The paragraph of a citation: 第6条第2項 → 2; 1 where none is named. */
const paragraphCited = (cite: string): number => Number(/第(\d+)項/.exec(cite)?.[1] ?? 1);

/** The 号 that a citation names, in their order: 第2条第1号・第2号 → 1, 2. */
const itemsCited = (cite: string): number[] => [...cite.matchAll(/第(\d+)号/g)].map(([, number]) => Number(number));

/** What is wrong with a citation of the rule; undefined where the rule has it. */
function citeFault(rule: CityProfile['rule'], cite: string): string | undefined {
  if (!CITE.test(cite)) return `「${cite}」 cannot be read; write it like 第6条第2項ただし書, in digits 0 to 9`;
  return isThere(rule, cite) ? undefined : `the rule has no ${cite}`;
}

function isThere({ articles }: CityProfile['rule'], cite: string): boolean {
  const article = articles.find(({ number }) => number === articleCited(cite));
  const paragraph = article?.paragraphs.find(({ number }) => number === paragraphCited(cite));
  return (
    paragraph !== undefined && itemsCited(cite).every((item) => paragraph.items.some(({ number }) => number === item))
  );
}

function ruleFaults({ rule, grounds }: CityProfile): string[] {
  const faults = Object.entries(rule.cites).flatMap(([what, cite]) => {
    const fault = citeFault(rule, cite);
    return fault === undefined ? [] : [`rule.cites.${what}: ${fault}`];
  });
  if (!rule.cites.preservation.startsWith(`${rule.cites.grounds}第`)) {
    faults.push('rule.cites.preservation: must be a 号 of the article of grounds');
  }
  if (new Set(rule.articles.map(({ number }) => number)).size !== rule.articles.length) {
    faults.push('rule.articles: one is there twice');
  }
  const cite = rule.cites.grounds;
  const article = rule.articles.find(({ number }) => number === articleCited(cite));
  const written = article?.paragraphs.find(({ number }) => number === paragraphCited(cite))?.items.length ?? 0;
  if (written !== grounds.length) faults.push(`grounds: ${cite} has ${written}, the profile ${grounds.length}`);
  if (!isCivilDate(rule.start)) faults.push(`rule.start: ${rule.start} is no date of the calendar`);
  return faults;
}

function purposeFaults({ grounds, purposes, disclosure }: CityProfile): string[] {
  const isGround = (number: number) => Number.isInteger(number) && number >= 1 && number <= grounds.length;
  const faults = purposes.flatMap(({ words, ground }) =>
    isGround(ground) ? [] : [`purposes: 「${words}」 points to ground ${ground}; there are 1 to ${grounds.length}`],
  );
  if (!isGround(disclosure.ground))
    faults.push(`disclosure.ground: there is no ground ${disclosure.ground}, but 1 to ${grounds.length}`);
  if (purposes.length > 9) faults.push('purposes: there may be nine at most');
  for (const kind of ['other', 'outside', 'disclosure', 'complaint', 'confirmation', 'training'] as const) {
    const count = purposes.filter((one) => one.kind === kind).length;
    if (count > 1) faults.push(`purposes: ${count} are of the kind ${kind}; one may be`);
    if (count === 0 && kind === 'other') faults.push('purposes: one must be of the kind other');
  }
  return faults;
}

/** The longest period in the unit that it is told in: ten years. */
const LONGEST = { days: 3650, months: 120, years: 10 } as const;

function periodFaults({ retention }: CityProfile): string[] {
  const lengths: Partial<Record<keyof typeof LONGEST, number>> = retention;
  const fits = (Object.keys(LONGEST) as (keyof typeof LONGEST)[]).some((unit) => {
    const length = lengths[unit];
    return length !== undefined && Number.isInteger(length) && length >= 1 && length <= LONGEST[unit];
  });
  return fits ? [] : [`retention: must be a whole number of days, months or years, ten years at most`];
}

/** Every part of the notice, once. */
const PARTS = ['place', 'purposes', 'calls', 'retention', 'copies', 'security', 'complaints'] as const;

function noticeFaults({ notice, rule }: CityProfile): string[] {
  const parts = PARTS.flatMap((id) =>
    notice.filter((part) => part.id === id).length === 1 ? [] : [`notice: the part ${id} must be there once`],
  );
  const cites = notice.flatMap(({ id, cited }) =>
    cited.flatMap((cite) => {
      const fault = citeFault(rule, sameParagraph(cite));
      return fault === undefined ? [] : [`notice.${id}: ${fault}`];
    }),
  );
  const kept = notice.find(({ id }) => id === 'retention')?.lines.join('') ?? '';
  return [...parts, ...cites, ...(kept.includes('{期間}') ? [] : ['notice.retention: must say {期間}'])];
}

/** What is cited with several paragraphs, 第4条第1項・第2項, by the last of them. */
const sameParagraph = (cite: string): string => cite.replace(/第\d+項・(?=第\d+項)/g, '');

/** What may be empty: a town has no bureau, a form no note behind its number. */
const MAY_BE_EMPTY = ['office.bureau', 'forms.application.ownNumberNote', 'forms.application.note'];

/** The texts of a profile that lack, by where they stand. */
function emptyIn(part: unknown, where: string): string[] {
  if (typeof part === 'string') {
    const may = MAY_BE_EMPTY.includes(where) || where.endsWith('.caption');
    return part.trim() === '' && !may ? [`${where}: must not be empty`] : [];
  }
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([name, inner]) => emptyIn(inner, where === '' ? name : `${where}.${name}`));
}

/**
 * What does not fit together in a city's profile, in sentences for whoever writes one; looked at when the bot starts. What the types
 * cannot hold: that the rule has what is cited of it, that purposes and disclosure point to grounds that are there.
 */
export function profileFaults(profile: CityProfile): string[] {
  const { documentSymbol } = profile.office;
  const symbol = /^[^\s\d第号]{1,10}$/.test(documentSymbol);
  return [
    ...emptyIn(profile, ''),
    ...ruleFaults(profile),
    ...purposeFaults(profile),
    ...periodFaults(profile),
    ...noticeFaults(profile),
    ...(symbol ? [] : ['office.documentSymbol: must be the symbol before a document’s number']),
  ];
}
