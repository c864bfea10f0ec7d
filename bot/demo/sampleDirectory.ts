import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CITY } from '../rule/profile/city.js';

interface SamplePerson {
  /** Entra object id. */
  id: string;
  name: string;
  mail: string;
  bureau: string;
  section: string;
  documentSymbol: string;
  title: string;
  /** 役割 as the directory file writes it. */
  role: '主管課長' | '担当者' | '管理責任者' | '代決者' | '取扱者' | '監査';
}

const CITIZENS = { bureau: '市民局', section: '市民課', documentSymbol: '市民発' };
const { bureau, section, documentSymbol, manager } = CITY.office;
/** Whoever keeps the recordings. */
const KEEPERS = { bureau, section, documentSymbol };
const WELFARE = { bureau: '健康福祉局', section: '保護課', documentSymbol: '保護発' };
const HOUSES = { bureau: '都市建設局', section: '空家対策室', documentSymbol: '空家発' };

/** The last digits tell section and person; the demo's browser windows (`playground/`) sign in with the same ids. */
const id = (digits: string) => `11111111-1111-4111-8111-111111111${digits}`;
const mail = (name: string) => `${name}@example.jp`;

/** The people of the demo, all made up. */
export const DEMO_PEOPLE = {
  hanako: { id: id('101'), name: '試験 花子', mail: mail('hanako'), ...CITIZENS, title: '市民課長', role: '主管課長' },
  ichiro: { id: id('102'), name: '試験 一郎', mail: mail('ichiro'), ...CITIZENS, title: '主任主事', role: '担当者' },
  taro: { id: id('201'), name: '試験 太郎', mail: mail('taro'), ...KEEPERS, title: manager, role: '管理責任者' },
  shiro: {
    id: id('202'),
    name: '試験 四郎',
    mail: mail('shiro'),
    ...KEEPERS,
    title: `${section}副課長`,
    role: '代決者',
  },
  satsuki: { id: id('203'), name: '試験 五月', mail: mail('satsuki'), ...KEEPERS, title: '主査', role: '取扱者' },
  rikka: { id: id('204'), name: '試験 六花', mail: mail('rikka'), ...KEEPERS, title: '主査', role: '監査' },
  nanami: { id: id('301'), name: '試験 七海', mail: mail('nanami'), ...WELFARE, title: '保護課長', role: '主管課長' },
  kuro: { id: id('302'), name: '試験 九郎', mail: mail('kuro'), ...WELFARE, title: '主事', role: '担当者' },
  yakumo: {
    id: id('401'),
    name: '試験 八雲',
    mail: mail('yakumo'),
    ...HOUSES,
    title: '空家対策室長',
    role: '主管課長',
  },
} as const satisfies Record<string, SamplePerson>;

/** Writes `directory.csv` with the people of the demo into a folder, in the form of `DIRECTORY_FILE`; returns its path. */
export async function writeSampleDirectory(folder: string): Promise<string> {
  const people: SamplePerson[] = Object.values(DEMO_PEOPLE);
  const rows = people.map((it) =>
    [it.id, it.name, it.mail, it.bureau, it.section, it.documentSymbol, it.title, it.role].join(','),
  );
  const path = join(folder, 'directory.csv');
  await mkdir(folder, { recursive: true });
  await writeFile(path, ['オブジェクトID,氏名,メール,局,課室,文書記号,職名,役割', ...rows, ''].join('\n'));
  return path;
}
