import { formatWarekiShort } from '../../japanese/wareki.js';
import { periodWords } from '../period.js';
import { CITY } from './city.js';
import { KUMAMOTO } from './kumamoto.js';
import { articleCited, type CityProfile } from './profile.js';

/** The words of a city that stand in the guides, each under what it means; of two that are the same the first holds. */
function wordsOf({
  city,
  building,
  house,
  office,
  rule,
  forms,
  ownNumber,
  purposes,
  retention,
  grounds,
  disclosure,
}: CityProfile): [what: string, word: string][] {
  const { cites } = rule;
  return [
    ['title', rule.title],
    ['building', building],
    ['city', city],
    ['office', `${office.bureau}${office.section}`],
    ['manager', office.manager],
    ['section', office.section],
    ['symbol', office.documentSymbol],
    ['application', forms.application.name],
    ['answer', forms.answer.name],
    ['form 1', forms.application.label],
    ['form 2', forms.answer.label],
    ['note', forms.application.note],
    ['pledge', forms.application.pledge],
    ['ordinance', disclosure.ordinance],
    ['standard', rule.standard],
    ['start', formatWarekiShort(rule.start)],
    ['in the house', `${house}なら`],
    ['own number', ownNumber],
    ['retention', periodWords(retention)],
    ['period', periodWords(retention).replace('間', '')],
    ...Object.entries(cites).map(([what, cite]): [string, string] => [`cite ${what}`, cite]),
    ['ground of disclosure', `${cites.grounds}第${disclosure.ground}号`],
    ['last ground', `${cites.grounds}第${grounds.length}号`],
    ...Object.entries(cites).map(([what, cite]): [string, string] => {
      const article = articleCited(cite);
      return [`article ${what}`, article === '附則' ? article : `第${article}条`];
    }),
    ...purposes.flatMap(({ kind, words }, index): [string, string][] => [
      [`numbered ${kind}`, `${index + 1} ${words}`],
      [`listed ${kind}`, `${index + 1}　${words}`],
      [`purpose ${kind}`, words],
    ]),
    ['rule', rule.word],
    ['act', forms.act],
  ];
}

/** Each of Kumamoto's words with that of this city, the longest first, so that 第6条第2項 is not taken for 第6条. */
function inOurs(): ReadonlyMap<string, string> {
  const ours = new Map(wordsOf(CITY));
  const told = new Map<string, string>();
  for (const [what, word] of wordsOf(KUMAMOTO).sort(([, a], [, b]) => b.length - a.length)) {
    if (!told.has(word)) told.set(word, ours.get(what) ?? word);
  }
  return told;
}

/** The guides are written in the words of Kumamoto: told in those of the city whose bot this is. */
export function retold(text: string): string {
  if (CITY === KUMAMOTO) return text;
  const told = inOurs();
  return text.replace(new RegExp([...told.keys()].join('|'), 'g'), (word) => told.get(word) ?? word);
}
