import { AppError } from '../../errors.js';
import { tidySentence } from '../../japanese/text.js';
import { FORM_LABELS } from '../../rule/fileNames.js';
import { ANSWER, DONE, type Verb } from './verb.js';

const MAX_NUMBER = 60;

/**
 * 文書登録 (the ※ line of 様式第1号): the number in the 総合文書管理システム under which the copy is kept as a public document. It
 * ends the matter.
 */
export const register: Verb<{ requestId: string; words: string }, undefined> = {
  name: 'register',
  from: ['answered', 'received'],
  to: 'registered',
  by: ['chief'],
  article: FORM_LABELS[1],
  done: '文書登録',
  input: ANSWER,
  async apply({ request, input, now }) {
    const number = tidySentence(input.words);
    if (number === '' || number.length > MAX_NUMBER) {
      throw new AppError(
        'invalid_input',
        'no registration number',
        number === ''
          ? '総合文書管理システムに登録した番号を入力してください。'
          : `総合文書管理システムに登録した番号は、${MAX_NUMBER}字以内で入力してください。`,
      );
    }
    return {
      ...DONE,
      data: { registeredAt: now, registeredNumber: number, receivedAt: request.receivedAt ?? now },
    };
  },
  button: {
    title: '文書登録の番号を入力…',
    atHand: true,
    expected: ({ status }) => status === 'received',
  },
  question: {
    headline: '文書登録の番号を入力してください',
    lead: '録音は、総合文書管理システムに登録してください。登録した番号を入力すると手続が終わります。',
    input: { label: '総合文書管理システムに登録した番号', placeholder: '例：市民第1234号', multiline: false },
    title: '登録を完了する',
  },
  meant: { which: '文書登録の番号を入力できる申請', title: '番号を入力…' },
  afterwards: '文書登録を記録しました。これで手続は終わりです',
};
