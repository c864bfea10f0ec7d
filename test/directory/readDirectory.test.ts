import { describe, expect, it } from '@jest/globals';
import { readDirectory } from '../../bot/directory/readDirectory.js';
import { toCp932 } from '../helpers/cp932.js';
import { file, HANAKO, HEADER, row, TARO, TARO_ROW } from './rows.js';

const ALL = [HEADER, row(), TARO_ROW].join('\r\n');
const faultsOf = (...rows: string[]) => readDirectory(file(...rows)).faults;
const faultsOfText = (text: string) => readDirectory(new TextEncoder().encode(text)).faults;

describe('the directory file', () => {
  it('is read with every cell', () => {
    const { rows, faults } = readDirectory(file(row()));
    expect(faults).toEqual([]);
    expect(rows).toEqual([
      {
        id: HANAKO,
        name: '試験 花子',
        mail: 'hanako@example.jp',
        bureau: '市民局',
        section: '市民課',
        documentSymbol: '市民発',
        title: '課長',
        role: 'chief',
      },
    ]);
  });

  it('says the same in UTF-8, with a byte order mark and in CP932, rare kanji of names included', () => {
    const read = readDirectory(new TextEncoder().encode(ALL));
    expect(read.rows.map(({ name }) => name)).toEqual(['試験 花子', '髙﨑 太郎']);
    expect(readDirectory(new TextEncoder().encode(`\ufeff${ALL}`))).toEqual(read);
    expect(readDirectory(toCp932(ALL))).toEqual(read);
  });

  it.each([
    ['主管課長', 'chief'],
    ['担当者', 'staff'],
    ['管理責任者', 'manager'],
    ['代決者', 'deputy'],
    ['取扱者', 'operator'],
    ['監査', 'auditor'],
  ])('knows the role %s', (role, name) => {
    expect(readDirectory(file(row({ role }))).rows).toMatchObject([{ role: name }]);
  });

  it('knows somebody with two posts (兼務)', () => {
    const { rows, faults } = readDirectory(file(row(), row({ section: '空家対策室' }), row({ role: '管理責任者' })));
    expect(faults).toEqual([]);
    expect(rows.map(({ id, section, role }) => [id, section, role])).toEqual([
      [HANAKO, '市民課', 'chief'],
      [HANAKO, '空家対策室', 'chief'],
      [HANAKO, '市民課', 'manager'],
    ]);
  });

  it('keeps a full-width space and a foreign name as they are written, and the id in lower case', () => {
    const { rows } = readDirectory(file(row({ id: HANAKO.toUpperCase(), name: '"ｼｹﾝ　Ａｎｎａ, Ms."' })));
    expect(rows).toMatchObject([{ id: HANAKO, name: 'ｼｹﾝ　Ａｎｎａ, Ms.' }]);
  });

  it('may have further columns, empty lines and columns in another order', () => {
    const reordered = `備考,${HEADER}\n\n,${row()}\n\nメモ,${TARO_ROW}\n`;
    expect(readDirectory(new TextEncoder().encode(reordered))).toEqual(readDirectory(new TextEncoder().encode(ALL)));
  });
});

describe('a bad row', () => {
  it.each([
    ['an object id that is none', row({ id: 'hanako' }), 'オブジェクトIDがGUIDの形ではありません。'],
    ['a mail address that is none', row({ mail: 'hanako' }), 'メールの形が正しくありません。'],
    ['no name', row({ name: '' }), '「氏名」が空です。'],
    ['a name of white space', row({ name: '　' }), '「氏名」が空です。'],
    ['an unknown role', row({ role: '課長' }), '役割は主管課長・担当者・管理責任者・代決者・取扱者・監査のいずれか'],
    ['a role that is a word of the programming language', row({ role: 'constructor' }), '役割は'],
    ['the same person with the same role', TARO_ROW, '2行目と同じ人・同じ役割です。'],
    [
      'the same person under two names',
      row({ id: TARO, name: '試験 次郎', mail: 'taro@example.jp' }),
      '2行目と同じオブジェクトIDですが、氏名かメールが異なります。',
    ],
    ['a cell too few', row().replace(',主管課長', ''), 'CSVとして読み取れません。'],
    ['a quotation mark that never closes', row({ name: '"試験 花子' }), 'CSVとして読み取れません。'],
  ])('with %s is named by its line', (_what, bad, message) => {
    expect(faultsOf(TARO_ROW, bad)).toEqual([{ line: 3, message: expect.stringContaining(message) }]);
  });

  it('is found with every other, empty lines counted', () => {
    const text = [HEADER, '', row({ id: 'x' }), TARO_ROW, '', '', row({ mail: 'x' }), row({ role: 'x' })].join('\n');
    expect(faultsOfText(text).map(({ line }) => line)).toEqual([3, 7, 8]);
  });

  it('names all cells that are empty', () => {
    expect(faultsOf(',,,,,,,')[0]?.message).toBe(
      '「オブジェクトID」「氏名」「メール」「局」「課室」「文書記号」「職名」「役割」が空です。',
    );
  });
});

describe('a file that is no directory', () => {
  it.each([
    ['an empty one', ''],
    ['one with a header only', HEADER],
    ['one of empty lines', '\r\n\r\n'],
  ])('%s names nobody', (_what, text) => {
    expect(faultsOfText(text)).toEqual([{ line: 1, message: '職員が1人も書かれていません。' }]);
  });

  it('lacks columns, and is told which', () => {
    const text = ALL.replace('氏名', '名前').replace('役割', '権限');
    expect(faultsOfText(text)).toEqual([{ line: 1, message: '見出しに「氏名」「役割」がありません。' }]);
  });

  it('may be a picture or anything else: a fault, never a crash', () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919 + 13) % 256);
    const { rows, faults } = readDirectory(bytes);
    expect(rows).toEqual([]);
    expect(faults).toHaveLength(1);
  });
});
