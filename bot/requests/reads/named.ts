import type { Context } from '../../context.js';
import type { Request } from '../../db/generated/client.js';
import { AppError } from '../../errors.js';
import { civilDate } from '../../japanese/civil.js';
import { fiscalYearOf } from '../../japanese/wareki.js';
import type { Actor } from '../../rule/actor.js';
import { loadByReceipt } from '../load.js';

/** The request a number means; without a 年度 it is this one's, or else the last one's. @throws AppError `not_found` */
export async function requestNamed(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  actor: Actor,
  { fiscalYear, serial }: { fiscalYear?: number; serial: number },
): Promise<Request> {
  if (fiscalYear !== undefined) return loadByReceipt(db.client, actor, { fiscalYear, serial });
  const present = fiscalYearOf(civilDate(clock.now()));
  try {
    return await loadByReceipt(db.client, actor, { fiscalYear: present, serial });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return loadByReceipt(db.client, actor, { fiscalYear: present - 1, serial });
  }
}
