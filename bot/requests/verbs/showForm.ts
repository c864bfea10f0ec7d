import type { Link } from '../../db/generated/client.js';
import { issuedLink, issueLink } from '../../links/issue.js';
import { FORM_LABELS } from '../../rule/fileNames.js';
import { CITES } from '../../rule/office.js';
import { ONCE_SUBMITTED } from '../../rule/states.js';
import type { OfRequest } from '../step.js';
import { actorOf, OF_REQUEST, type Verb } from './verb.js';

/**
 * The person's own link to 様式第1号 of their section, whose public document it is, too: the one that is open, or a new one when it
 * has run out. The letter behind it is drawn when the application is laid before the deciders, seconds after filing.
 */
export const showForm: Verb<OfRequest, Link> = {
  name: 'showForm',
  from: ONCE_SUBMITTED,
  by: ['chief', 'preparer'],
  article: CITES.application,
  done: '申請書の確認',
  told: false,
  input: OF_REQUEST,
  async apply(step) {
    const { tx, ctx, request, now } = step;
    const { personId: recipientId } = actorOf(step);
    const wanted = { requestId: request.id, kind: 'application' as const, recipientId };
    const there = await issuedLink(tx, wanted);
    if (there !== null && there.expiresAt > now) return { unchanged: true, result: there };
    const link = await issueLink(tx, ctx, { ...wanted, copyIds: [] });
    return { result: link, audit: { link: link.id } };
  },
  button: { title: '申請書（PDF）を用意する', offered: ({ formLink }) => !formLink },
  meant: { which: `申請書（${FORM_LABELS[1]}）をご覧になれる申請`, title: '申請書を開く' },
};
