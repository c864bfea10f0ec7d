import { isCivilDate } from '../../japanese/civil.js';
import { articleCited, type CityProfile } from './profile.js';

/** The paragraph of a citation: 第6条第2項 → 2; 1 where none is named. */
const paragraphCited = (cite: string): number => Number(/第(\d+)項/.exec(cite)?.[1] ?? 1);

/** The 号 that a citation names, in their order: 第2条第1号・第2号 → 1, 2. */
const itemsCited = (cite: string): number[] => [...cite.matchAll(/第(\d+)号/g)].map(([, number]) => Number(number));

/**
 * What does not fit together in a city's profile, in sentences for whoever writes one; looked at when the bot starts. What the types
 * cannot hold: that the rule has what is cited of it, that purposes and disclosure point to grounds that are there.
 */
export function profileFaults({
  rule,
  grounds,
  purposes,
  disclosure,
  retention,
  notice,
  office,
}: CityProfile): string[] {
  const faults: string[] = [];
  for (const [what, cite] of Object.entries(rule.cites)) {
    const article = rule.articles.find(({ number }) => number === articleCited(cite));
    const paragraph = article?.paragraphs.find(({ number }) => number === paragraphCited(cite));
    const lacks = itemsCited(cite).some((wanted) => !paragraph?.items.some(({ number }) => number === wanted));
    if (paragraph === undefined || lacks) faults.push(`rule.cites.${what}: the rule has no ${cite}`);
  }
  const items = rule.articles.find(({ number }) => number === articleCited(rule.cites.grounds))?.paragraphs;
  const written = items?.[paragraphCited(rule.cites.grounds) - 1]?.items.length ?? 0;
  if (written !== grounds.length)
    faults.push(`grounds: ${rule.cites.grounds} has ${written}, the profile ${grounds.length}`);
  const isGround = (number: number) => Number.isInteger(number) && number >= 1 && number <= grounds.length;
  for (const { words, ground } of purposes) {
    if (!isGround(ground)) faults.push(`purposes: 「${words}」 points to ground ${ground}, which there is not`);
  }
  if (!isGround(disclosure.ground)) faults.push(`disclosure.ground: there is no ground ${disclosure.ground}`);
  if (purposes.length > 9) faults.push('purposes: there may be nine at most');
  for (const kind of ['other', 'outside'] as const) {
    const count = purposes.filter((one) => one.kind === kind).length;
    if (count !== 1) faults.push(`purposes: exactly one must be of the kind ${kind}, ${count} are`);
  }
  const [length = 0] = Object.values(retention);
  if (!Number.isInteger(length) || length < 1)
    faults.push('retention: must be a whole number of days, months or years');
  if (!isCivilDate(rule.start)) faults.push(`rule.start: ${rule.start} is no date of the calendar`);
  if (new Set(notice.map(({ id }) => id)).size !== notice.length) faults.push('notice: a part is there twice');
  if (!/^[^\s\d第号]{1,10}$/.test(office.documentSymbol)) {
    faults.push('office.documentSymbol: must be the symbol before a document’s number');
  }
  return faults;
}
