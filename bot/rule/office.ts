import { CITY } from './profile/city.js';
import type { Cited } from './profile/profile.js';

/** The city, as its letters and pages name it: 熊本市. */
export const CITY_NAME = CITY.city;

/** The section that keeps the recordings, 管財課, and the same with its bureau, 総務局管財課, as whoever turns to it writes it. */
export const SECTION = CITY.office.section;
export const OFFICE = `${CITY.office.bureau}${SECTION}`;

/** Its head, to whom applications are addressed: 管財課長; and the same in the words of 第2条第4号. */
export const MANAGER = CITY.office.manager;
export const KEEPER = `管理責任者（${MANAGER}）`;

/** Where the rule says what, as it is cited: 第6条第2項. */
export const CITES = CITY.rule.cites;

/** The same with the word for the rule before it, as a sentence has it: 要綱第6条第2項. */
export const ruleCites = (cited: Cited): string => `${CITY.rule.word}${CITES[cited]}`;

/** What kind of rule it is, as people call it: 要綱. */
export const RULE_WORD = CITY.rule.word;

/** Who lives there: 市民; and the city as it speaks of itself: 市. */
export const PEOPLE = CITY.people;
export const SELF = CITY.self;

/** What is applied for, in one word: 取出し. */
export const ACT = CITY.forms.act;
