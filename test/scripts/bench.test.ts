import { describe, expect, it } from '@jest/globals';
import { type Figure, figureOf, isWithin, median, quantile } from '../../scripts/bench/figures.js';
import { aimOf, numberOf, summaryOf, tableOf, withReport } from '../../scripts/bench/report.js';
import { inTurn, type Line } from '../../scripts/bench/row.js';
import { messageReader } from '../../scripts/bench/statements.js';

const LINE: Line = { what: 'approval', unit: '/s', peer: 'a bare bot', aim: { of: 'ratio', atLeast: 0.25 } };

describe('the median', () => {
  it('is the middle value, whatever the order, and of an even number the mean of the two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 9, 1, 2])).toBe(5.5);
    expect(median([7])).toBe(7);
    expect(median([])).toBeNaN();
  });

  it('sorts by number, not by digits', () => {
    expect(median([100, 9, 20])).toBe(20);
  });
});

describe('a quantile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it('is the nearest rank: of a hundred values the 99th for p99, and the last for all of them', () => {
    expect(quantile(hundred, 0.99)).toBe(99);
    expect(quantile(hundred, 0.5)).toBe(50);
    expect(quantile(hundred, 1)).toBe(100);
    expect(quantile(hundred, 0)).toBe(1);
  });

  it('of a few values is the greatest for p99', () => {
    expect(quantile([3, 1, 2], 0.99)).toBe(3);
  });
});

describe('a figure', () => {
  it('is the median of ours as a share of the median of the peer', () => {
    const figure = figureOf('approval', LINE, { ours: [40, 42, 400], peer: [760, 700, 900] });
    expect(figure).toMatchObject({ ours: 42, theirs: 760, verdict: 'missed' });
    expect(figure.ratio).toBeCloseTo(0.0553, 4);
  });

  it('is met at the very limit, in both directions', () => {
    expect(isWithin(0.25, { of: 'ratio', atLeast: 0.25 })).toBe(true);
    expect(isWithin(0.2499, { of: 'ratio', atLeast: 0.25 })).toBe(false);
    expect(isWithin(300, { of: 'ours', atMost: 300 })).toBe(true);
    expect(isWithin(300.1, { of: 'ours', atMost: 300 })).toBe(false);
    expect(isWithin(Number.NaN, { of: 'ours', atMost: 300 })).toBe(false);
  });

  it('is judged by its own value where the aim is of ours, with or without a peer', () => {
    const line: Line = { what: 'memory', unit: 'MB', peer: 'a bare bot', aim: { of: 'ours', atMost: 220 } };
    expect(figureOf('memory', line, { ours: [200], peer: [10] }).verdict).toBe('met');
    expect(figureOf('memory', line, { ours: [230] }).verdict).toBe('missed');
  });

  it('without its peer is shown, and neither met nor missed', () => {
    expect(figureOf('approval', LINE, { ours: [42], note: 'nginx is not installed' })).toMatchObject({
      ...{ ours: 42, theirs: null, ratio: null, verdict: 'not measured', note: 'nginx is not installed' },
    });
  });

  it('has no ratio to a peer that takes nothing', () => {
    expect(
      figureOf('idle', { what: 'CPU', unit: '%', peer: 'a bare bot' }, { ours: [0.3], peer: [0] }).ratio,
    ).toBeNull();
  });

  it('without any sample was not measured, and without an aim is not judged', () => {
    expect(figureOf('approval', LINE, { ours: [] }).verdict).toBe('not measured');
    expect(figureOf('approval', { what: 'w', unit: 'ms' }, { ours: [1] }).verdict).toBe('no aim');
  });
});

describe('samples', () => {
  it('of ours and of the peer are taken in turn', async () => {
    const order: string[] = [];
    const take = (who: string) => async () => order.push(who);
    expect(await inTurn(2, take('ours'), take('peer'))).toEqual({ ours: [1, 3], peer: [2, 4] });
    expect(order).toEqual(['ours', 'peer', 'ours', 'peer']);
  });
});

describe('the table', () => {
  const figures: Figure[] = [
    figureOf('approval', LINE, { ours: [42], peer: [760] }),
    figureOf(
      'list',
      { what: '「私の申請」', unit: 'ms', peer: 'a|b', aim: { of: 'ratio', atMost: 1.3 } },
      { ours: [10], peer: [9], note: 'few' },
    ),
    figureOf('idle', { what: 'idle', unit: '/s', aim: { of: 'ours', atMost: 0.2 } }, { ours: [], note: 'no server' }),
  ];

  it('says what was missed and what was not measured, and adds the notes', () => {
    const lines = tableOf(figures).split('\n');
    expect(lines[2]).toMatch(
      /^\| approval +\| a bare bot +\| \/s +\| +42 \| +760 \| +0\.055 × \| ≥ 0\.25 × +\| ✕ missed +\|$/,
    );
    expect(lines[3]).toMatch(/✓ met +\|$/);
    expect(lines[4]).toMatch(/\| idle +\| – +\| \/s +\| +– \| +– \| +– \| ≤ 0\.2 \/s +\| – not measured \|$/);
    expect(lines.slice(5)).toEqual(['', '- 「私の申請」: few', '- idle: no server', '']);
  });

  it('is a table of Markdown whatever stands in a cell', () => {
    const lines = tableOf(figures).split('\n').slice(0, 5);
    expect(new Set(lines.map((line) => line.replaceAll('\\|', '').split('|').length))).toEqual(new Set([10]));
  });

  it('counts a Japanese letter as two columns, so that the columns stand below each other', () => {
    const [, , plain = '', japanese = ''] = tableOf(figures).split('\n');
    const [a, b] = [plain.indexOf('| a bare bot'), japanese.indexOf('| a\\|b')];
    expect(a - b).toBe('「私の申請」'.length);
  });

  it('sums up', () => {
    expect(summaryOf(figures)).toBe('1 met, 1 missed, 1 not measured');
  });
});

describe('the document', () => {
  const report = {
    at: '2026-11-26T10:00:00.000Z',
    scale: 'small',
    machine: { cpu: 'some', cores: 2, memoryGb: 24, system: 'Linux', node: '20.20.2', load: 0 },
    figures: [figureOf('approval', LINE, { ours: [42], peer: [760] })],
  };
  const document = '# Speed\n\n<!-- measured -->\n\nan older table\n\n<!-- /measured -->\n\nthe end\n';

  it('holds the newest table between its marks, and the rest as it was', () => {
    const written = withReport(document, report);
    expect(written).toMatch(/^# Speed\n\n<!-- measured -->\n\n- Measured 2026-11-26 at scale `small`: 0 met, 1 missed/);
    expect(written).toContain('| approval ');
    expect(written).not.toContain('an older table');
    expect(written).toMatch(/\n<!-- \/measured -->\n\nthe end\n$/);
    expect(withReport(written, report)).toBe(written);
  });

  it('is not written where it has no place for the table', () => {
    expect(() => withReport('# Speed\n', report)).toThrow('no place');
  });
});

describe('a number', () => {
  it.each([
    [0.0563, '0.056'],
    [0.26, '0.26'],
    [1.234, '1.23'],
    [42.06, '42.1'],
    [760.4, '760'],
    [2150, '2,150'],
    [0, '0'],
    [null, '–'],
  ])('%s is written %s', (value, written) => {
    expect(numberOf(value)).toBe(written);
  });

  it('of an aim has its direction and its unit', () => {
    expect(aimOf({ of: 'ratio', atLeast: 1.5 }, 'MB/s')).toBe('≥ 1.5 ×');
    expect(aimOf({ of: 'ours', atMost: 400 }, 'MB')).toBe('≤ 400 MB');
    expect(aimOf(undefined, 'MB')).toBe('–');
  });
});

describe('what goes by to PostgreSQL', () => {
  const message = (kind: string, body: string) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(4 + body.length);
    return Buffer.concat([Buffer.from(kind, 'latin1'), length, Buffer.from(body, 'latin1')]);
  };
  // The first message has no kind; a body may hold letters that are kinds elsewhere.
  const sent = Buffer.concat([
    message('', 'user QE'),
    message('p', ''),
    message('Q', 'SELECT 1'),
    message('P', 'E'.repeat(300)),
    message('B', ''),
    message('E', 'Q'),
    message('S', ''),
  ]);

  it.each([1, 2, 3, 7, 64, 1000])('is read message by message, in pieces of %s bytes', (size) => {
    const kinds: number[] = [];
    const read = messageReader((kind) => kinds.push(kind));
    for (let at = 0; at < sent.length; at += size) read(sent.subarray(at, at + size));
    expect(String.fromCharCode(...kinds)).toBe('pQPBES');
  });
});
