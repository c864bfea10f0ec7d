import { z } from 'zod/v4';
import { isCivilDate } from './japanese/civil.js';

/** How a variable of the environment is read, and what is said where it cannot be right. */

export const text = (fallback: string) =>
  z
    .string()
    .trim()
    .default('')
    .transform((value) => (value === '' ? fallback : value));

const isWhole = (value: string, least: number, most: number) =>
  /^\d+$/.test(value) && +value >= least && +value <= most;

export const whole = (fallback: number, least: number, most: number) =>
  text(String(fallback)).refine((value) => isWhole(value, least, most), {
    error: `must be a whole number from ${least} to ${most}, for example ${fallback}`,
  });

export const optional = (example: number, least: number, most: number) =>
  text('').refine((value) => value === '' || isWhole(value, least, most), {
    error: `must be a whole number from ${least} to ${most}, for example ${example}`,
  });

export const isAddress = (value: string) => /^https?:\/\/[^/\s?#@\\]+$/.test(value) && URL.canParse(value);

export const address = (example: string) =>
  text('').refine((value) => value === '' || isAddress(value), {
    error: `must be an address without a path, for example ${example}`,
  });

export const server = (example: string) =>
  text('').refine((value) => value === '' || /^postgres(ql)?:\/\//.test(value), {
    error: `must begin with postgresql://, for example ${example}`,
  });

export const day = () =>
  text('').refine((value) => value === '' || isCivilDate(value), {
    error: 'must be a date of the calendar, for example 2026-11-23',
  });

export const container = (example: string) =>
  text('').refine((value) => value === '' || /^https:\/\/[^/\s?#@]+(\/[\w-]+)+$/.test(value), {
    error: `must be the address of a container, for example ${example}`,
  });
