import { complaint } from '../../bot/matters/kinds/complaint.js';
import { lock } from '../../bot/matters/kinds/lock.js';
import { notice } from '../../bot/matters/kinds/notice.js';
import { playback } from '../../bot/matters/kinds/playback.js';
import { preservation } from '../../bot/matters/kinds/preservation.js';
import { settings } from '../../bot/matters/kinds/settings.js';
import type { WholeMatter } from '../../bot/matters/load.js';
import type { MatterVerb } from '../../bot/matters/matter.js';
import { linesNow } from '../../bot/matters/read.js';
import { standardNotice } from '../../bot/rule/publicNotice.js';
import { matterCard, matterFormCard, matterListCard } from '../../bot/teams/cards/matters.js';
import type { CardContent, CardName } from '../../bot/teams/cards/render.js';
import { CONFIG, idOf, NOW } from './fiction.js';

const ENTERED = {
  receivedOn: '2026-11-20',
  way: 'phone',
  who: '見本 太郎',
  contact: '090-0000-0000',
  content: '市民課へ電話したところ、録音されていると後から知った。録音しているなら、はじめにそう言ってほしい。',
};

const MATTER: WholeMatter = {
  id: idOf('complaint'),
  kind: 'complaint',
  status: 'received',
  version: 1,
  fiscalYear: 2026,
  serial: 3,
  openedById: idOf('staff'),
  openedByName: '試験 一郎',
  bureau: '文化市民局',
  section: '市民課',
  requestId: null,
  entries: ENTERED,
  createdAt: NOW,
  updatedAt: NOW,
  closedAt: null,
  steps: [],
};

const step = (name: string, entries: Record<string, string>) => ({
  id: 1,
  matterId: MATTER.id,
  name,
  at: NOW,
  byId: idOf('manager'),
  byName: '試験 太郎',
  entries,
});

const ANSWERED: WholeMatter = {
  ...MATTER,
  status: 'answered',
  version: 3,
  steps: [
    step('receive', ENTERED),
    step('note', { words: '市民課へ事情を聞き、通話の前の案内を確かめた。' }),
    step('answer', {
      answeredOn: '2026-11-23',
      way: 'phone',
      words: '録音していることは市のホームページで公表していることをご説明し、ご意見は担当課へ伝えるとお答えした。',
    }),
  ],
};

/** A recording that a chief wished to be kept, and that is. */
const PRESERVED: WholeMatter = {
  ...MATTER,
  id: idOf('preservation'),
  kind: 'preservation',
  status: 'kept',
  serial: 1,
  entries: {
    callDate: '2026-11-22',
    callTime: '14:05',
    otherNumber: '090-1234-5678',
    cityNumber: '12345',
    reason: '申請書の準備に時間がかかるため',
  },
  steps: [
    step('wish', {}),
    step('keep', { reason: '申請書の準備に時間がかかるため', releaseOn: '2027-02-21' }),
    { ...step('kept', {}), byId: '', byName: 'システム' },
  ],
};

/** A recording that a chief may listen to. */
const PERMITTED: WholeMatter = {
  ...MATTER,
  id: idOf('playback'),
  kind: 'playback',
  status: 'permitted',
  serial: 1,
  entries: {
    callDate: '2026-11-22',
    callTime: '14:05',
    otherNumber: '090-1234-5678',
    cityNumber: '12345',
    ground: 'crime',
    reason: '窓口の職員を脅す電話があり、警察に届け出るため。',
  },
  steps: [
    step('wish', {}),
    step('permit', {
      words: '脅迫に当たる発言の有無を確かめるため。',
      until: '2026-11-30',
      recordingId: idOf('recording'),
    }),
    step('note', { at: '12', words: '「ただではおかない」と発言。' }),
  ],
};

/** The public notice, before it is published. */
const NOTICE: WholeMatter = {
  ...MATTER,
  id: idOf('notice'),
  kind: 'notice',
  status: 'draft',
  serial: 2,
  openedByName: '試験 太郎',
  section: '管財課',
  entries: standardNotice({
    address: '熊本市中央区手取本町1番1号',
    tel: '096-328-2111',
    mail: '',
    retention: { days: 90 },
  }),
  steps: [step('draft', {})],
};

/** The settings, once changed. */
const SETTINGS: WholeMatter = {
  ...MATTER,
  id: idOf('settings'),
  kind: 'settings',
  status: 'inForce',
  serial: 1,
  openedByName: '試験 太郎',
  section: '管財課',
  entries: { ...CONFIG.inForce, LINK_DAYS: '14' },
  steps: [step('set', { ...CONFIG.inForce, LINK_DAYS: '14' })],
};

const verb = (name: string): MatterVerb => complaint.verbs.find((one) => one.name === name) ?? complaint.begins;
const form = { description: complaint, verb: complaint.begins, matter: null, matterId: MATTER.id, today: '2026-11-23' };

/** Matters as their readers see them. */
export const MATTER_SAMPLES = {
  matter: {
    complaint_received: matterCard(CONFIG.publicUrl, {
      description: complaint,
      matter: MATTER,
      whole: true,
      possible: ['answer', 'note', 'close'].map(verb),
      headline: '苦情が寄せられました。ご対応をお願いします',
    }),
    preserved: matterCard(CONFIG.publicUrl, {
      description: preservation,
      matter: PRESERVED,
      whole: true,
      possible: preservation.verbs.filter(({ name }) => name === 'extend' || name === 'release'),
    }),
    notice_draft: matterCard(CONFIG.publicUrl, {
      description: notice,
      matter: NOTICE,
      whole: true,
      possible: notice.verbs,
      headline: '公表文の案を保存しました。内容を確かめて「公表する…」を押してください',
    }),
    playback_permitted: matterCard(CONFIG.publicUrl, {
      description: playback,
      matter: PERMITTED,
      whole: true,
      possible: playback.verbs.filter(({ name }) => name === 'end'),
      beside: {
        lines: [{ label: '再生できる録音', value: '11月22日（日）14時05分　下4桁 5678　5分10秒' }],
        requests: [],
        links: [{ title: '再生のページを開く', url: `${CONFIG.publicUrl}/files#sample` }],
      },
    }),
    settings_changed: matterCard(CONFIG.publicUrl, {
      description: settings,
      matter: SETTINGS,
      whole: true,
      possible: settings.verbs,
      baseline: CONFIG.environment,
      beside: {
        lines: linesNow(settings, { ...CONFIG, inForce: { ...CONFIG.inForce, LINK_DAYS: '14' } }),
        requests: [],
      },
    }),
    complaint_answered_for_staff: matterCard(CONFIG.publicUrl, {
      description: complaint,
      matter: ANSWERED,
      whole: false,
      possible: [],
    }),
  },
} satisfies Partial<Record<CardName, Record<string, CardContent>>>;

/** Their forms and lists, which share the templates of requests. */
export const MATTER_FORMS: Record<string, CardContent> = {
  complaint_empty: matterFormCard({ ...form, typed: {}, faults: {} }),
  complaint_with_faults: matterFormCard({
    ...form,
    typed: { who: '見本 太郎' },
    faults: { way: '申出の方法を選んでください。', content: '苦情の内容を入力してください。' },
  }),
  preservation_keep: matterFormCard({
    ...form,
    description: preservation,
    verb: preservation.verbs[0] ?? preservation.begins,
    matter: { ...PRESERVED, status: 'wished' },
    typed: { reason: '申請書の準備に時間がかかるため' },
    faults: {},
  }),
  playback_permit: matterFormCard({
    ...form,
    description: playback,
    verb: playback.verbs[0] ?? playback.begins,
    fields: (playback.verbs[0] ?? playback.begins).fields.map((field) =>
      field.input.kind === 'choice'
        ? {
            ...field,
            input: {
              ...field.input,
              choices: {
                one: '11月22日（日）14時03分　下4桁 5678　25秒',
                two: '11月22日（日）14時05分　下4桁 5678　31秒',
              },
            },
          }
        : field,
    ),
    matter: { ...PERMITTED, status: 'wished' },
    typed: { words: '脅迫に当たる発言の有無を確かめるため。' },
    faults: { recordingId: '再生できる録音を選んでください。' },
  }),
  settings_change: matterFormCard({
    ...form,
    description: settings,
    verb: settings.begins,
    typed: { ...CONFIG.inForce, LINK_DAYS: '365' },
    faults: { LINK_DAYS: '取得リンクの期限は、1から90までの数字で入力してください。' },
  }),
  lock_check: matterFormCard({ ...form, description: lock, verb: lock.begins, typed: {}, faults: {} }),
  complaint_answer: matterFormCard({ ...form, verb: verb('answer'), matter: MATTER, typed: {}, faults: {} }),
};
export const MATTER_LISTS: Record<string, CardContent> = {
  complaints: matterListCard({
    description: complaint,
    matters: [MATTER, { ...ANSWERED, serial: 2 }],
    total: 2,
    waiting: 1,
    page: 1,
    every: true,
    mayBegin: true,
  }),
};
