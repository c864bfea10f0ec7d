export const HEADER = 'オブジェクトID,氏名,メール,局,課室,文書記号,職名,役割';

export const HANAKO = '11111111-1111-4111-8111-000000000101';
export const TARO = '11111111-1111-4111-8111-000000000201';

/** One person's row of the directory file, but for these cells. */
export function row(cells: Partial<Record<'id' | 'name' | 'mail' | 'section' | 'role', string>> = {}): string {
  const { id = HANAKO, name = '試験 花子', mail = 'hanako@example.jp', section = '市民課', role = '主管課長' } = cells;
  return [id, name, mail, '市民局', section, '市民発', '課長', role].join(',');
}

/** Another person's row. */
export const TARO_ROW = row({
  id: TARO,
  name: '髙﨑 太郎',
  mail: 'taro@example.jp',
  section: '管財課',
  role: '管理責任者',
});

/** A directory file in UTF-8. */
export function file(...rows: string[]): Uint8Array {
  return new TextEncoder().encode([HEADER, ...rows].join('\r\n'));
}
