import type { AnswerLetter } from '../../bot/letters/answer.js';
import type { ApplicationLetter } from '../../bot/letters/application.js';
import type { CallOnLetter } from '../../bot/letters/callTable.js';

export const PRODUCED_AT = new Date('2026-11-23T01:05:00Z');

export const CALL: CallOnLetter = {
  callDate: '2026-11-20',
  callTime: '14:05',
  durationMinutes: 3,
  otherNumber: '+81963282111',
  cityNumber: '21234',
};

export const APPLICATION: ApplicationLetter = {
  ...CALL,
  documentSymbol: '市民発',
  documentNumber: '123',
  applicationDate: '2026-11-23',
  section: '市民課',
  chiefTitle: '市民課長',
  purpose: 1,
  purposeOther: null,
  contactBureau: '文化市民局',
  contactSection: '市民課',
  contactName: '肥後　花子',
  sealOmitted: false,
};

export const ANSWER: AnswerLetter = {
  answerSymbol: '管財発',
  answerNumber: '45',
  answerDate: '2026-11-24',
  section: '市民課',
  chiefTitle: '市民課長',
  applicationDate: '2026-11-23',
  documentSymbol: '市民発',
  documentNumber: '123',
  stored: true,
  calls: [CALL],
  refusal: null,
  deputyNote: null,
  sealOmitted: false,
};

/** Forty characters, longer than any section the city has. */
export const LONG_SECTION = '中央区役所保健福祉部総合相談窓口調整室地域生活支援企画推進特別担当課連絡調整係総務課';

/** What somebody might paste or try: templates, markup, a word without end, other scripts, characters no font here has. */
export const HOSTILE = `\${x} **太字** [押す](https://example.invalid/) <b>&amp;</b> ${'A'.repeat(120)} \u202eאבג عربي 𠮷野家 髙﨑 👨‍👩‍👧 か\u3099\n改行`;
