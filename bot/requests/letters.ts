import { Readable } from 'node:stream';
import type { Context } from '../context.js';
import type { Recording, Request } from '../db/generated/client.js';
import type { StoredFile } from '../files/fileStore.js';
import { civilDate, civilTime } from '../japanese/civil.js';
import { wholeMinutes } from '../japanese/lengths.js';
import { drawAnswerLetter } from '../letters/answer.js';
import { drawApplicationLetter } from '../letters/application.js';
import type { CallOnLetter } from '../letters/callTable.js';
import { ANSWER_SYMBOL } from '../rule/documentNumber.js';
import { refusalSentence } from '../rule/purposes.js';
import { submittedFields } from './submitted.js';

/** A letter in the store, not yet in the database. */
export interface StoredLetter extends StoredFile {
  storeKey: string;
}

async function store(ctx: Context, requestId: string, name: string, bytes: Buffer): Promise<StoredLetter> {
  const storeKey = `letters/${requestId}/${name}`;
  return { storeKey, ...(await ctx.files.put(storeKey, Readable.from([bytes]))) };
}

/** Draws 様式第1号 of a filed application into the store; drawing it again with the same settings gives the same file. */
export async function storeApplicationLetter(ctx: Context, request: Request): Promise<StoredLetter> {
  const fields = submittedFields(request);
  const bytes = await drawApplicationLetter(
    {
      ...fields,
      documentSymbol: request.documentSymbol,
      section: request.section,
      contactBureau: '',
      sealOmitted: ctx.config.sealOmitted,
    },
    request.submittedAt ?? request.createdAt,
  );
  return store(ctx, request.id, `application-${request.version}`, bytes);
}

function callOf(recording: Recording): CallOnLetter {
  return {
    callDate: civilDate(recording.startedAt),
    callTime: civilTime(recording.startedAt),
    durationMinutes: wholeMinutes(recording.seconds),
    otherNumber: recording.otherNumber,
    cityNumber: recording.cityNumber,
  };
}

/**
 * Draws 様式第2号 into the store (第6条第2項): for a decision to hand over with the calls that are handed over, for a refusal with
 * the call as applied for and the sentence that says why.
 */
export async function storeAnswerLetter(
  ctx: Context,
  request: Request,
  recordings: Recording[],
): Promise<StoredLetter> {
  const fields = submittedFields(request);
  if (request.decidedAt === null || request.answerNumber === null || request.answerDate === null) {
    throw new Error('the request was not decided');
  }
  const bytes = await drawAnswerLetter(
    {
      answerSymbol: request.answerSymbol ?? ANSWER_SYMBOL,
      answerNumber: request.answerNumber,
      answerDate: request.answerDate,
      section: request.section,
      chiefTitle: fields.chiefTitle,
      applicationDate: fields.applicationDate,
      documentSymbol: request.documentSymbol,
      documentNumber: fields.documentNumber,
      stored: request.stored ?? false,
      calls: recordings.length > 0 ? recordings.map(callOf) : [fields],
      refusal: request.refusalReason ? refusalSentence(request.refusalReason, request.refusalWords ?? '') : null,
      deputyNote: request.decidedAsDeputy ? `代決　${request.decidedByName}` : null,
      sealOmitted: ctx.config.sealOmitted,
    },
    request.decidedAt,
  );
  return store(ctx, request.id, `answer-${request.decidedAt.getTime()}`, bytes);
}
