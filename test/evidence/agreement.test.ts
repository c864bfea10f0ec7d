import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { agreementsOf } from '../../bot/evidence/agreement.js';
import { type Gathered, gather } from '../../bot/evidence/gather.js';
import { createWorld, type World } from '../helpers/world.js';
import { wholeLife } from './wholeLife.js';

let world: World;
let honest: Gathered;
beforeAll(async () => {
  world = await createWorld({ now: '2026-09-16T10:00:00+09:00' });
  for (const name of ['manager', 'staff'] as const) await world.as(name).say('こんにちは');
  await wholeLife(world);
  const { id } = await world.app.ctx.db.client.request.findFirstOrThrow();
  honest = await gather(world.app.ctx.db, id);
});
afterAll(() => world.close());

const FORGED = '0'.repeat(64);

/** What no longer agrees after somebody changed something. */
function differing(forge: (gathered: Gathered) => void): string[] {
  const forged = structuredClone(honest);
  forge(forged);
  return agreementsOf(forged.request, forged.rows).flatMap(({ what, holds }) => (holds ? [] : [what]));
}

const rowOf = ({ rows }: Gathered, wanted: string) => {
  const row = rows.find(({ action }) => action === wanted);
  if (row === undefined) throw new Error(`no row ${wanted}`);
  return row;
};

const which = '1件目の録音：';
const DECIDED = '決定の日時・決定者・要件・回答書の番号と、監査記録';
const [STATE, FILED, APPLICATION, ANSWERED, COPIES, LINKS] = [
  '申請の状況と、監査記録',
  '申請の日時・申請者と、監査記録',
  '申請書のSHA-256と、監査記録',
  '回答したことと、監査記録',
  '複製データの件数（0件）と、監査記録',
  '取得リンクとその宛先と、監査記録',
];

describe('what tables and log say of each other', () => {
  it('agrees after an honest life', () => {
    expect(differing(() => {})).toEqual([]);
  });

  it('agrees although the log takes its moment a little after the table', () => {
    const later = (at: Date | string) => new Date(new Date(at).getTime() + 2000).toISOString();
    const late = differing((gathered) => {
      gathered.rows = gathered.rows.map((row) => ({ ...row, at: later(row.at) }));
    });
    expect(late).toEqual([]);
  });

  it.each<[string, (gathered: Gathered) => void, string[]]>([
    [
      'the hash of a copy',
      ({ request }) => Object.assign(request.copies[0] ?? {}, { sha256: FORGED }),
      ['取込み時と複製のSHA-256', 'SHA-256と、承認・複製の監査記録', '削除したことと、監査記録'].map(
        (what) => which + what,
      ),
    ],
    [
      'the hash at import',
      ({ request }) => Object.assign(request.copies[0]?.recording ?? {}, { sha256: FORGED }),
      ['取込み時と複製のSHA-256', 'SHA-256と、承認・複製の監査記録'].map((what) => which + what),
    ],
    [
      'both of them',
      ({ request }) => {
        Object.assign(request.copies[0] ?? {}, { sha256: FORGED });
        Object.assign(request.copies[0]?.recording ?? {}, { sha256: FORGED });
      },
      ['SHA-256と、承認・複製の監査記録', '削除したことと、監査記録'].map((what) => which + what),
    ],
    [
      'the count of downloads',
      ({ request }) =>
        Object.assign(request.links.find(({ kind }) => kind === 'answer')?.files[0] ?? {}, { downloads: 0 }),
      [`${which}ダウンロードの回数（0回）と、監査記録`],
    ],
    [
      'a deletion taken back',
      ({ request }) => Object.assign(request.copies[0] ?? {}, { deletedAt: null }),
      [`${which}削除していないことと、監査記録`],
    ],
    [
      'the moment of a deletion',
      ({ request }) => Object.assign(request.copies[0] ?? {}, { deletedAt: new Date('2026-10-01T00:00:00Z') }),
      [`${which}削除したことと、監査記録`],
    ],
    ['who decided', ({ request }) => Object.assign(request, { decidedById: 'somebody' }), [DECIDED]],
    [
      'the answer letter',
      ({ request }) => Object.assign(request.letters[1] ?? {}, { sha256: FORGED }),
      ['回答書のSHA-256と、監査記録'],
    ],
    ['the state', ({ request }) => Object.assign(request, { status: 'submitted' }), [STATE]],
    ['who filed it', ({ request }) => Object.assign(request, { chiefId: 'somebody' }), [FILED]],
    [
      'when it was filed',
      ({ request }) => Object.assign(request, { submittedAt: new Date('2026-09-01T00:00:00Z') }),
      [FILED],
    ],
    ['in whose place it was decided', ({ request }) => Object.assign(request, { decidedAsDeputy: true }), [DECIDED]],
    ['the ground', ({ request }) => Object.assign(request, { ground: 1 }), [DECIDED]],
    ['the name of who decided', ({ request }) => Object.assign(request, { decidedByName: '別人' }), [DECIDED]],
    [
      'the application letter',
      ({ request }) => Object.assign(request.letters[0] ?? {}, { sha256: FORGED }),
      [APPLICATION],
    ],
    [
      'whose a link is',
      ({ request }) => Object.assign(request.links.find(({ kind }) => kind === 'answer') ?? {}, { recipientId: 'x' }),
      [LINKS],
    ],
    [
      'that links were there',
      ({ request }) => Object.assign(request, { links: [] }),
      [LINKS, ...[1, 2].map((position) => `${position}件目の録音：ダウンロードの回数（0回）と、監査記録`)],
    ],
    ['that copies were made', ({ request }) => Object.assign(request, { copies: [] }), [COPIES]],
    [
      'that it was decided at all',
      ({ request }) =>
        Object.assign(request, {
          status: 'submitted',
          decidedAt: null,
          answeredAt: null,
          copies: [],
          letters: request.letters.slice(0, 1),
        }),
      [STATE, DECIDED, ANSWERED, COPIES],
    ],
    [
      'a row of the log that lost its data',
      (gathered) => Object.assign(rowOf(gathered, 'request.answer'), { data: null }),
      [
        '回答書のSHA-256と、監査記録',
        '複製データの件数（2件）と、監査記録',
        `${which}SHA-256と、承認・複製の監査記録`,
        '2件目の録音：SHA-256と、承認・複製の監査記録',
      ],
    ],
  ])('differs when somebody changed %s', (_what, forge, expected) => {
    expect(differing(forge)).toEqual(expected);
  });
});
