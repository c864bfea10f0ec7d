import { fileSize } from '../japanese/fileSize.js';
import type { EvidenceSheet, SheetBlock, SheetSection, SheetText } from '../letters/evidence.js';
import { FORM_LABELS } from '../rule/fileNames.js';
import { RULE_WORD } from '../rule/office.js';
import { GROUNDS, REFUSAL_REASONS } from '../rule/purposes.js';
import { STATUS_WORDS, type Status } from '../rule/states.js';

import { chainSection, checkingSection, type JsonFile, verificationLine } from './chainWords.js';
import { momentWords } from './moment.js';
import type { Evidence, LogRow } from './schema.js';
import { isOfLink, whatIn, whoIn } from './words.js';

const LETTERS = [`${FORM_LABELS[1]}（申請書）`, `${FORM_LABELS[2]}（回答書）`] as const;

const ENDED: Record<NonNullable<Evidence['links'][number]['endedBecause']>, string> = {
  stopped: '管理責任者による失効',
  guessed: '確認コードの誤りが続いたための停止',
  disowned: '宛先の方のお申し出による停止',
  reissued: '新しいリンクの発行',
  successor: '課（室）の長の交代',
  left: '受取人の所属・役割の変更',
};

/** The evidence in words, as the PDF prints it. */
export function sheetOf(evidence: Evidence, json: JsonFile): EvidenceSheet {
  return {
    receipt: evidence.request.receipt,
    made: [
      `作成日時　${momentWords(evidence.madeAt)}`,
      `作成者　${evidence.madeBy?.name ?? 'コマンド操作（システム管理者）'}`,
    ],
    sections: [
      summarySection(evidence, json),
      decisionSection(evidence),
      ...evidence.copies.map((copy) => copySection(copy)),
      lettersSection(evidence),
      ...evidence.links.map((link, index) => linkSection(evidence, link, index + 1)),
      chainSection(evidence),
      checkingSection(evidence, json),
    ],
  };
}

function summarySection(evidence: Evidence, json: JsonFile): SheetSection {
  const { request, agreements } = evidence;
  return {
    heading: '1　要点',
    blocks: [
      facts([
        ['受付番号', request.receipt],
        ['申請した課（室）', `${request.bureau}　${request.section}`.trim()],
        ['現在の状態', STATUS_WORDS[request.status as Status] ?? request.status],
        ['対になるファイル', json.name],
        ['上記のSHA-256', { hash: json.sha256 }],
      ]),
      {
        kind: 'words',
        lines: [
          verificationLine(evidence.chain.verification),
          ...agreements.map(({ what, holds }) => (holds ? `✓ 一致　　${what}` : `× 不一致　${what}`)),
        ],
      },
      { kind: 'words', lines: ['日時はすべて日本時間です。記録番号は、監査記録の通し番号です。'] },
    ],
  };
}

function decisionSection({ application, decision, log, copies, links }: Evidence): SheetSection {
  const decided: (readonly [string, SheetText])[] =
    decision === null
      ? [['決定', 'まだ決定されていません']]
      : [
          ['決定', `${decision.kind === 'approve' ? '承認' : '不交付'}（${RULE_WORD}${decision.article}）`],
          ['決定日時', momentWords(decision.at)],
          ['決定者', `${decision.by.name}（${decision.deputy ? '代決者' : '管理責任者'}）`],
          [decision.kind === 'approve' ? '要件' : '理由', reasonOf(decision)],
          ['回答書の番号', decision.letterNumber],
        ];
  return {
    heading: '2　申請と決定',
    blocks: [
      facts([
        ['申請書の番号', application.letterNumber],
        ['申請日時', momentWords(application.filedAt)],
        ['課（室）の長', application.chiefName],
        ['申請書の作成者', application.preparedBy.name],
        ...decided,
        ...(copies.length === 0 ? [['複製データ', '作成されていません'] as const] : []),
      ]),
      happenings(
        log.filter((row) => !links.some(({ id }) => isOfLink(row, id))),
        copies,
      ),
    ],
  };
}

function reasonOf({ ground, refusalReason }: NonNullable<Evidence['decision']>): string {
  if (refusalReason !== null) return REFUSAL_REASONS[refusalReason];
  return ground === null ? '' : (GROUNDS.get(ground) ?? '');
}

function copySection(copy: Evidence['copies'][number]): SheetSection {
  const { recording } = copy;
  const equal = recording.sha256 === copy.sha256 && recording.size === copy.size;
  return {
    heading: `3-${copy.position}　録音${copy.position}件目：取込みから削除まで`,
    blocks: [
      facts([
        ['録音の識別番号', recording.id],
        ['通話の開始日時', momentWords(recording.startedAt)],
        ['通話の長さ', `${recording.seconds.toFixed(1)}秒`],
        [recording.attachedByHand ? '添付日時' : '取込み日時', momentWords(recording.importedAt)],
        ['取込み時の大きさ', fileSize(recording.size)],
        ['取込み時のSHA-256', { hash: recording.sha256 }],
        ['複製の識別番号', copy.id],
        ['複製日時', momentWords(copy.copiedAt)],
        ['複製の大きさ', fileSize(copy.size)],
        ['複製のSHA-256', { hash: copy.sha256 }],
        ['取込み時との比較', equal ? '✓ 一致' : '× 不一致'],
        ['保管', '暗号化して保管（AES-256-GCM、ファイルごとの鍵）'],
        ['削除', deletionOf(copy)],
      ]),
    ],
  };
}

function deletionOf({ keptUntil, deletedAt, removedAt }: Evidence['copies'][number]): string[] {
  if (deletedAt === null) return [`保管中（保管期限　${momentWords(keptUntil)}）`];
  const removed =
    removedAt === null ? '保管場所からの消去を待っています' : `保管場所からの消去　${momentWords(removedAt)}`;
  return [`削除　${momentWords(deletedAt)}（SHA-256と記録は残しています）`, removed];
}

function lettersSection({ letters }: Evidence): SheetSection {
  return {
    heading: '4　文書',
    blocks: [
      facts(
        letters.map(({ form, createdAt, size, sha256 }) => [
          LETTERS[form - 1] ?? '',
          [`作成　${momentWords(createdAt)}　大きさ　${fileSize(size)}`, { hash: sha256 }],
        ]),
      ),
    ],
  };
}

function linkSection({ log, copies }: Evidence, link: Evidence['links'][number], number: number): SheetSection {
  const { kind, recipient, endedAt, endedBecause } = link;
  const ended =
    endedAt === null
      ? []
      : [['終了', `${momentWords(endedAt)}（${endedBecause ? ENDED[endedBecause] : '失効'}）`] as const];
  return {
    heading: `5-${number}　取得リンク（${recipient.name} 様）`,
    blocks: [
      facts([
        ['リンクの識別番号', link.id],
        ['内容', kind === 'answer' ? '回答書と録音' : '申請書（審査のため）'],
        ['発行日時', momentWords(link.issuedAt)],
        ['有効期限', momentWords(link.expiresAt)],
        ...ended,
        ...link.files.map(({ copyId, downloads, allowed }) => {
          const position = copies.find(({ id }) => id === copyId)?.position;
          return [`録音${position}件目の取得`, `${downloads}回（上限${allowed}回）`] as const;
        }),
      ]),
      happenings(
        log.filter((row) => isOfLink(row, link.id)),
        copies,
      ),
    ],
  };
}

function facts(rows: (readonly [string, SheetText])[]): SheetBlock {
  return rows.length === 0 ? { kind: 'words', lines: ['ありません。'] } : { kind: 'facts', rows };
}

function happenings(rows: LogRow[], copies: Evidence['copies']): SheetBlock {
  if (rows.length === 0) return { kind: 'words', lines: ['利用の記録はありません。'] };
  return {
    kind: 'table',
    columns: [
      ['記録番号', 0.12],
      ['日時', 0.27],
      ['できごと', 0.38],
      ['行った人', 0.23],
    ],
    rows: rows.map((row) => [String(row.content.seq), momentWords(row.content.at), whatIn(row, copies), whoIn(row)]),
  };
}
