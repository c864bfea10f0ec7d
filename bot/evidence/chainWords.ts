import { formatWarekiShort } from '../japanese/wareki.js';
import type { SheetBlock, SheetSection } from '../letters/evidence.js';
import { momentWords } from './moment.js';
import type { Evidence } from './schema.js';

/** The JSON file that belongs to the sheet. */
export interface JsonFile {
  name: string;
  sha256: string;
}

/** What came of checking the whole log, in one line. */
export function verificationLine({ whole, rows, heads, fault, after }: Evidence['chain']['verification']): string {
  if (!whole) {
    return `× 監査記録の検証に失敗しました。最初に合わない記録：記録番号${fault?.seq}（詳しくは、システム管理者が「npm run audit:verify」で確認できます）`;
  }
  const kept = heads === 0 ? '照合できる外部の控えはまだありません' : `外部の控え${heads}件とも一致`;
  const from = after
    ? `保存期間（${after.years}年）が満了した記録番号${after.seq}までを除き、記録番号${after.seq + 1}`
    : '最初の記録';
  return `✓ 検証済　監査記録は、${from}から記録番号${rows + (after?.seq ?? 0)}まで、改変・欠落がありません（${kept}）`;
}

/** The rows of the log that the sheet rests on, with their hashes, and where the log ended. */
export function chainSection({ chain, log }: Evidence): SheetSection {
  const { head, verification, recordedHeads } = chain;
  return {
    heading: '6　監査記録の連鎖',
    blocks: [
      { kind: 'words', lines: [verificationLine(verification)] },
      {
        kind: 'facts',
        rows: [
          ['作成時の末尾', head === null ? '末尾の記録がありません' : [`記録番号${head.seq}`, { hash: head.hash }]],
        ],
      },
      ...headsTable(recordedHeads),
      { kind: 'words', lines: ['この証跡が拠る記録（上段はその記録のハッシュ値、下段は1つ前の記録のハッシュ値）'] },
      {
        kind: 'table',
        columns: [
          ['記録番号', 0.12],
          ['日時・できごと', 0.34],
          ['ハッシュ値', 0.44],
          ['照合', 0.1],
        ],
        rows: log.map(({ content, hash, what, intact }) => [
          String(content.seq),
          [momentWords(content.at), what],
          [{ hash }, { hash: content.previousHash }],
          intact ? '✓ 一致' : '× 不一致',
        ]),
      },
    ],
  };
}

function headsTable(heads: Evidence['chain']['recordedHeads']): SheetBlock[] {
  if (heads.length === 0) return [];
  return [
    { kind: 'words', lines: ['データベースの外に控えた確認値（この証跡の期間のもの、各日の最後の1つ）'] },
    {
      kind: 'table',
      columns: [
        ['日付', 0.3],
        ['記録番号', 0.16],
        ['ハッシュ値', 0.54],
      ],
      rows: heads.map(({ day, seq, hash }) => [formatWarekiShort(day), String(seq), { hash }]),
    },
  ];
}

/** How somebody else checks the sheet, and what it cannot show by itself. */
export function checkingSection({ copies }: Evidence, json: JsonFile): SheetSection {
  return {
    heading: '7　確かめ方',
    blocks: [
      {
        kind: 'words',
        lines: [
          '（1）録音　受け取った録音ファイルについて「sha256sum 録音.wav」（Windowsでは「certutil -hashfile 録音.wav SHA256」）を実行し、次の値と比べます。',
          ...copies.map(({ position, sha256 }) => `録音${position}件目　${sha256}`),
          `（2）この証跡　「sha256sum ${json.name}」の値が、「1　要点」のSHA-256と一致します。この値は、監査記録「証跡の作成」にも残っています。`,
          `（3）各記録　JSONファイルのlogにある各記録のcontentを、キーを並べ替えて空白を除いたJSON（UTF-8）にすると、そのSHA-256がhashの値になります。例：jq -cSj '.log[0].content' ファイル名 | sha256sum`,
          '（4）記録のつながり　間に他の申請の記録が入るため、この証跡だけでは確かめられません。システム管理者が「npm run audit:verify」を実行すると、監査記録の全体と、データベースの外に控えた確認値とを照合できます。照合後の監査記録で、6の記録番号とハッシュ値を確かめてください。',
        ],
      },
    ],
  };
}
