import { isCivilDate } from '../../japanese/civil.js';
import { articleCited, type CityProfile } from './profile.js';

/** How a place in a rule is cited. */
const CITE = /^(?:附則|第\d+条(?:第\d+項)?(?:第\d+号(?:・第\d+号)*)?(?:本文|ただし書)?)$/;

/** The paragraph of a citation: 第6条第2項 → 2; 1 where none is named. */
const paragraphCited = (cite: string): number => Number(/第(\d+)項/.exec(cite)?.[1] ?? 1);

/** The 号 that a citation names, in their order: 第2条第1号・第2号 → 1, 2. */
const itemsCited = (cite: string): number[] => [...cite.matchAll(/第(\d+)号/g)].map(([, number]) => Number(number));

/** Whether the rule has what is cited of it. */
function isThere({ articles }: CityProfile['rule'], cite: string): boolean {
  if (!CITE.test(cite)) return false;
  const article = articles.find(({ number }) => number === articleCited(cite));
  const paragraph = article?.paragraphs.find(({ number }) => number === paragraphCited(cite));
  return (
    paragraph !== undefined && itemsCited(cite).every((item) => paragraph.items.some(({ number }) => number === item))
  );
}

function ruleFaults({ rule, grounds }: CityProfile): string[] {
  const faults = Object.entries(rule.cites).flatMap(([what, cite]) =>
    isThere(rule, cite) ? [] : [`rule.cites.${what}: the rule has no ${cite}`],
  );
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
    isGround(ground) ? [] : [`purposes: 「${words}」 points to ground ${ground}, which there is not`],
  );
  if (!isGround(disclosure.ground)) faults.push(`disclosure.ground: there is no ground ${disclosure.ground}`);
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
    cited.filter((cite) => !isThere(rule, sameParagraph(cite))).map((cite) => `notice.${id}: the rule has no ${cite}`),
  );
  const kept = notice.find(({ id }) => id === 'retention')?.lines.join('') ?? '';
  return [...parts, ...cites, ...(kept.includes('{期間}') ? [] : ['notice.retention: must say {期間}'])];
}

/** What is cited with several paragraphs, 第4条第1項・第2項, by the last of them. */
const sameParagraph = (cite: string): string => cite.replace(/第\d+項・(?=第\d+項)/g, '');

/**
 * What does not fit together in a city's profile, in sentences for whoever writes one; looked at when the bot starts. What the types
 * cannot hold: that the rule has what is cited of it, that purposes and disclosure point to grounds that are there.
 */
export function profileFaults(profile: CityProfile): string[] {
  const { documentSymbol } = profile.office;
  const symbol = /^[^\s\d第号]{1,10}$/.test(documentSymbol);
  return [
    ...ruleFaults(profile),
    ...purposeFaults(profile),
    ...periodFaults(profile),
    ...noticeFaults(profile),
    ...(symbol ? [] : ['office.documentSymbol: must be the symbol before a document’s number']),
  ];
}
