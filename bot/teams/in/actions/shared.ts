import { z } from 'zod/v4';
import { AppError } from '../../../errors.js';
import { FIELDS } from '../../../rule/form.js';
import type { CardContent } from '../../cards/render.js';
import type { Turn } from '../../views/turn.js';

/** What a verb does: reads the card's data with a schema, calls one use case, answers with a card. */
export type Handler = (turn: Turn, data: unknown) => Promise<CardContent>;

export const FACTS = z.partialRecord(z.enum(FIELDS), z.string().max(2000));

/** What somebody is told whose press came second. */
export const ALREADY = 'このカードは古くなっています。現在の状況を表示しました。';

/** Reads card data with its schema. Old and forged cards end here, with a sentence that says what to do. */
export function read<T>(schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'unreadable',
    'card data does not fit its schema',
    'このカードは古いか、内容を読み取れません。「ヘルプ」と送ると、最新の操作を表示します。',
  );
}

/** Runs a use case; a fault in what was typed shows the same card again with the sentence, everything else goes on. */
export async function orAgain(
  work: () => Promise<CardContent>,
  again: (notice: string) => Promise<CardContent> | CardContent,
): Promise<CardContent> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid_input') throw error;
    return again(error.forPerson);
  }
}
