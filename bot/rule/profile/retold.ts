import { periodWords } from '../period.js';
import { CITY } from './city.js';
import { KUMAMOTO } from './kumamoto.js';
import { articleCited, type CityProfile } from './profile.js';

/** The words of a city that stand in the guides, each with what it means. */
function wordsOf({
  city,
  building,
  office,
  rule,
  forms,
  ownNumber,
  purposes,
  retention,
}: CityProfile): Record<string, string> {
  const cites = Object.entries(rule.cites).flatMap(([what, cite]) => {
    const article = articleCited(cite);
    return [
      [`cite ${what}`, cite],
      [`article ${what}`, article === '附則' ? article : `第${article}条`],
    ];
  });
  return {
    ...Object.fromEntries(cites),
    ...Object.fromEntries(
      purposes.flatMap(({ kind, words }, index) => [
        [`purpose ${kind}`, words],
        [`numbered ${kind}`, `${index + 1} ${words}`],
        [`listed ${kind}`, `${index + 1}　${words}`],
      ]),
    ),
    retention: periodWords(retention),
    period: periodWords(retention).replace('間', ''),
    ownNumber,
    title: rule.title,
    building,
    city,
    office: `${office.bureau}${office.section}`,
    manager: office.manager,
    section: office.section,
    symbol: office.documentSymbol,
    application: forms.application.name,
    answer: forms.answer.name,
    form1: forms.application.label,
    form2: forms.answer.label,
    rule: rule.word,
    act: forms.act,
  };
}

/** The guides are written in the words of Kumamoto: told in those of the city whose bot this is. */
export function retold(text: string): string {
  if (CITY === KUMAMOTO) return text;
  const ours = wordsOf(CITY);
  // The longest first, so that 第6条第2項 is not taken for 第6条; of two that mean the same the first one holds.
  const theirs = Object.entries(wordsOf(KUMAMOTO)).sort(([, a], [, b]) => b.length - a.length);
  const meant = new Map(theirs.reverse().map(([what, word]) => [word, ours[what] ?? word]));
  const pattern = new RegExp(
    theirs
      .reverse()
      .map(([, word]) => word)
      .join('|'),
    'g',
  );
  return text.replace(pattern, (word) => meant.get(word) ?? word);
}
