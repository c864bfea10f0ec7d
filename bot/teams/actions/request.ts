import { z } from 'zod/v4';
import { folded, peopleOfSection } from '../../directory/people.js';
import { exactLength } from '../../japanese/lengths.js';
import { formatMoment } from '../../japanese/wareki.js';
import { addressOf } from '../../links/issue.js';
import { attachedTo } from '../../recordings/attached.js';
import { detachRecording } from '../../requests/attach.js';
import { linkToForm } from '../../requests/form.js';
import { handsOver, linkEdition, reissueLink, revokeLinks, shareLink } from '../../requests/links.js';
import { loadRequest } from '../../requests/load.js';
import { nudgeDeciders } from '../../requests/nudge.js';
import { receiveRequest, registerRequest } from '../../requests/receive.js';
import { reopenRequest } from '../../requests/reopen.js';
import { statusOf } from '../../requests/status.js';
import { recordView } from '../../requests/viewed.js';
import { withdrawRequest } from '../../requests/withdraw.js';
import { mayDo } from '../../rule/permission.js';
import type { Step } from '../../rule/states.js';
import { AFTERWARDS } from '../cards/afterwards.js';
import { type Asked, askCard } from '../cards/ask.js';
import { messageCard } from '../cards/message.js';
import type { Button, CardContent } from '../cards/render.js';
import { receiptsOf } from '../cards/status.js';
import type { Turn } from '../turn.js';
import { decisionView, notNowView, statusView } from '../views.js';
import { ALREADY, ASKED, type Handler, OF_REQUEST, orAgain, read, UUID } from './shared.js';

const back = (requestId: string): Button => ({ title: 'やめる', verb: 'show', data: { requestId }, style: 'default' });

/** Asks something about a request before a step is taken. @throws AppError `not_found`, `not_allowed` */
async function ask(
  turn: Turn,
  requestId: string,
  step: Step,
  question: (receipt: string) => Asked,
): Promise<CardContent> {
  const request = await loadRequest(turn.ctx.db.client, turn.actor, requestId);
  const permission = mayDo(turn.actor, step, request);
  if (!permission.allowed) return notNowView(turn, requestId, permission);
  return askCard(question(receiptsOf(request).long));
}

export function askWithdraw(turn: Turn, requestId: string): Promise<CardContent> {
  return ask(turn, requestId, 'withdraw', (receipt) => ({
    headline: '申請を取り下げますか',
    lead: `${receipt}　取り下げると、審査は行われません。もう一度必要になったときは、新しく申請してください。`,
    buttons: [
      { ...back(requestId), title: '取り下げない', style: 'positive' },
      { title: '取り下げる', verb: 'withdraw', data: { requestId }, style: 'destructive' },
    ],
  }));
}

export function askRegister(turn: Turn, requestId: string, number = '', notice = ''): Promise<CardContent> {
  return ask(turn, requestId, 'register', (receipt) => ({
    headline: '文書登録の番号を入力してください',
    lead: `${receipt}　録音は、総合文書管理システムに登録してください。登録した番号を入力すると手続が終わります。`,
    notice,
    input: {
      label: '総合文書管理システムに登録した番号',
      placeholder: '例：市民第1234号',
      value: number,
      multiline: false,
    },
    buttons: [{ title: '登録を完了する', verb: 'register', data: { requestId }, style: 'positive' }, back(requestId)],
  }));
}

export function askRevoke(turn: Turn, requestId: string, words = '', notice = ''): Promise<CardContent> {
  return ask(turn, requestId, 'revoke', (receipt) => ({
    headline: '取得リンクを失効させますか',
    lead: `${receipt}　すべての取得リンクがすぐに使えなくなり、再発行もできなくなります（取り消せません）。理由は申請者に伝わります。`,
    notice,
    input: { label: '失効の理由', placeholder: '例：宛先の誤りのため', value: words, multiline: true },
    buttons: [
      { ...back(requestId), title: '失効させない', style: 'positive' },
      { title: '失効させる', verb: 'revoke', data: { requestId }, style: 'destructive' },
    ],
  }));
}

export async function askReissue(turn: Turn, requestId: string): Promise<CardContent> {
  const edition = await linkEdition(turn.ctx.db.client, requestId, turn.actor.personId);
  return ask(turn, requestId, 'reissue', (receipt) => ({
    headline: '取得リンクを再発行しますか',
    lead: `${receipt}　新しいリンクを発行し、いまのリンクは使えなくなります。再発行は記録され、管財課長にも伝わります。`,
    buttons: [
      { title: '再発行する', verb: 'reissue', data: { requestId, edition }, style: 'positive' },
      back(requestId),
    ],
  }));
}

export function askReopen(turn: Turn, requestId: string): Promise<CardContent> {
  return ask(turn, requestId, 'reopen', (receipt) => ({
    headline: '承認を取り消しますか',
    lead: `${receipt}　録音をお渡しする前の状態に戻し、もう一度審査します。発行前の回答書の番号は空きに戻ります。`,
    buttons: [
      { ...back(requestId), title: '取り消さない', style: 'positive' },
      { title: '承認を取り消す', verb: 'reopen', data: { requestId }, style: 'destructive' },
    ],
  }));
}

export async function askDetach(turn: Turn, requestId: string, notice = ''): Promise<CardContent> {
  const request = await loadRequest(turn.ctx.db.client, turn.actor, requestId);
  const attached = await attachedTo(turn.ctx.db.client, request.id);
  if (attached.length === 0 && mayDo(turn.actor, 'detach', request).allowed)
    return statusView(turn, requestId, { notice: '添付されている録音はありません。' });
  return ask(turn, requestId, 'detach', (receipt) => ({
    headline: 'どの添付を取り消しますか',
    lead: `${receipt}　取り消した録音ファイルは削除されます。必要なときは、もう一度添付できます。`,
    notice,
    choice: {
      label: '添付した録音',
      value: attached[0]?.id ?? '',
      multi: false,
      options: attached.map(({ id, importedAt, seconds }) => ({
        title: `${formatMoment(importedAt)}に添付・${exactLength(seconds)}`,
        value: id,
      })),
    },
    buttons: [{ title: '添付を取り消す', verb: 'detach', data: { requestId }, style: 'positive' }, back(requestId)],
  }));
}

export async function askShare(turn: Turn, requestId: string, notice = '', name = ''): Promise<CardContent> {
  const request = await loadRequest(turn.ctx.db.client, turn.actor, requestId);
  const members = (await peopleOfSection(turn.ctx.db.client, request)).filter(({ id }) => id !== turn.actor.personId);
  return ask(turn, requestId, 'share', (receipt) => ({
    headline: 'どなたに渡しますか',
    lead: `${receipt}　選んだ方専用の取得リンクをお送りします。取得の回数と記録は、その方の分として残ります。`,
    notice: members.length === 0 ? `${request.section}には、ほかに登録された職員がいません。` : notice,
    choice: {
      label: '渡す相手',
      value: members.find((member) => name !== '' && folded(member.name) === folded(name))?.id ?? '',
      multi: false,
      options: members.map(({ id, name, title }) => ({ title: `${title}　${name}`, value: id })),
    },
    buttons: [{ title: 'この方に渡す', verb: 'share', data: { requestId }, style: 'positive' }, back(requestId)],
  }));
}

/** The recordings once more: by the link that is open, or by a new one. */
export async function downloadView(turn: Turn, requestId: string): Promise<CardContent> {
  const { link, may, request } = await statusOf(turn.ctx, turn.actor, requestId);
  const opens = link !== null && (await handsOver(turn.ctx.db.client, link));
  if (opens) return statusView(turn, requestId, { headline: '録音を、もう一度お受け取りになれます' });
  if (may.reissue && request.refusalReason === null) return askReissue(turn, requestId);
  return statusView(turn, requestId, { notice: 'この申請では、いま録音をお受け取りになれません。' });
}

/** The verbs around a filed request: 取下げ, 催促, 受領, 文書登録, 再発行, 失効, 引渡し. */
export const REQUEST_ACTIONS: Record<string, Handler> = {
  async show(turn, data) {
    const { requestId } = read(OF_REQUEST, data);
    await recordView(turn.ctx, turn.actor, turn.via, requestId);
    return statusView(turn, requestId);
  },
  async show_form(turn, data) {
    const { requestId } = read(OF_REQUEST, data);
    const link = await linkToForm(turn.ctx, turn.actor, turn.via, requestId);
    const { long } = receiptsOf(await loadRequest(turn.ctx.db.client, turn.actor, requestId));
    return messageCard(
      '申請書（様式第1号）をご覧になれます',
      `${long}　リンクはご本人専用です。`,
      [{ title: '状況を見る', verb: 'show', data: { requestId }, style: 'default' }],
      [],
      { links: [{ title: '申請書（PDF）を開く', url: addressOf(turn.ctx.config, link), style: 'default' }] },
    );
  },
  async withdraw_ask(turn, data) {
    return askWithdraw(turn, read(OF_REQUEST, data).requestId);
  },
  async withdraw(turn, data) {
    const { requestId } = read(OF_REQUEST, data);
    const moved = await withdrawRequest(turn.ctx, turn.actor, turn.via, { requestId });
    return statusView(
      turn,
      requestId,
      moved.kind === 'moved' ? { headline: AFTERWARDS.withdraw } : { notice: ALREADY },
    );
  },
  async nudge(turn, data) {
    const { requestId } = read(OF_REQUEST, data);
    return orAgain(
      async () => {
        const names = await nudgeDeciders(turn.ctx, turn.actor, turn.via, requestId);
        return statusView(turn, requestId, {
          headline: `${names.map((name) => `${name} 様`).join('・')}へお知らせしました`,
        });
      },
      (notice) => statusView(turn, requestId, { notice }),
    );
  },
  async receive(turn, data) {
    const { requestId } = read(OF_REQUEST, data);
    const { status } = await loadRequest(turn.ctx.db.client, turn.actor, requestId);
    if (status === 'received' || status === 'filed')
      return statusView(turn, requestId, { headline: 'すでに受領済みです' });
    await receiveRequest(turn.ctx, turn.actor, turn.via, requestId);
    return statusView(turn, requestId, { headline: AFTERWARDS.receive });
  },
  async register_ask(turn, data) {
    const { requestId, words } = read(ASKED, data);
    return askRegister(turn, requestId, words);
  },
  async register(turn, data) {
    const { requestId, words } = read(ASKED, data);
    return orAgain(
      async () => {
        await registerRequest(turn.ctx, turn.actor, turn.via, { requestId, number: words });
        return statusView(turn, requestId, { headline: AFTERWARDS.register });
      },
      (notice) => askRegister(turn, requestId, words, notice),
    );
  },
  async reissue_ask(turn, data) {
    return askReissue(turn, read(OF_REQUEST, data).requestId);
  },
  async reissue(turn, data) {
    const { requestId, edition } = read(OF_REQUEST.extend({ edition: z.coerce.number().int() }), data);
    return orAgain(
      async () => {
        await reissueLink(turn.ctx, turn.actor, turn.via, { requestId, edition });
        return statusView(turn, requestId, { headline: AFTERWARDS.reissue });
      },
      (notice) => statusView(turn, requestId, { notice }),
    );
  },
  async share_ask(turn, data) {
    const { requestId, name } = read(OF_REQUEST.extend({ name: z.string().max(60).default('') }), data);
    return askShare(turn, requestId, '', name);
  },
  async share(turn, data) {
    const { requestId, choice } = read(ASKED, data);
    return orAgain(
      async () => {
        const { name, already } = await shareLink(turn.ctx, turn.actor, turn.via, { requestId, personId: choice });
        const headline = already
          ? `${name} 様には、すでに取得リンクをお渡ししています`
          : `${name} 様へ取得リンクをお送りしました`;
        return statusView(turn, requestId, { headline });
      },
      (notice) => askShare(turn, requestId, notice),
    );
  },
  async reopen_ask(turn, data) {
    return askReopen(turn, read(OF_REQUEST, data).requestId);
  },
  async reopen(turn, data) {
    const { requestId } = read(OF_REQUEST, data);
    await reopenRequest(turn.ctx, turn.actor, turn.via, { requestId });
    return decisionView(turn, requestId, { notice: '承認を取り消しました。もう一度審査をお願いします。' });
  },
  async detach_ask(turn, data) {
    return askDetach(turn, read(OF_REQUEST, data).requestId);
  },
  async detach(turn, data) {
    const { requestId, choice } = read(ASKED, data);
    if (!UUID.safeParse(choice).success) return askDetach(turn, requestId, '取り消す録音を選んでください。');
    const done = await detachRecording(turn.ctx, turn.actor, turn.via, { requestId, recordingId: choice });
    return statusView(turn, requestId, {
      headline: done ? '添付を取り消しました' : 'この添付は、すでに取り消されています',
    });
  },
  async revoke_ask(turn, data) {
    const { requestId, words } = read(ASKED, data);
    return askRevoke(turn, requestId, words);
  },
  async revoke(turn, data) {
    const { requestId, words } = read(ASKED, data);
    return orAgain(
      async () => {
        await revokeLinks(turn.ctx, turn.actor, turn.via, { requestId, words });
        return statusView(turn, requestId, { headline: AFTERWARDS.revoke });
      },
      (notice) => askRevoke(turn, requestId, words, notice),
    );
  },
};
