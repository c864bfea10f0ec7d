import { z } from 'zod/v4';
import { ANSWER_SYMBOL } from './rule/documentNumber.js';
import { CITY } from './rule/profile/city.js';
import type { ReminderSettings } from './rule/reminders.js';
import { text, whole } from './variables.js';

/**
 * What the 管理責任者 may change while the bot runs (第9条), and the environment says beforehand: limits, reminders, how letters are
 * written, whom to ask. It holds no secret, no way to anything, and nothing that the rule itself lays down.
 */
export interface Tunable {
  areaCode: string;
  linkDays: number;
  linkDownloads: number;
  /** How often the length of a file may be listened to on the page. */
  linkListens: number;
  copyDays: number;
  /** Whether letters go out without the official seal and say so: 〔公印省略〕 under the sender. */
  sealOmitted: boolean;
  /** 文書記号 of 様式第2号. */
  answerSymbol: string;
  /** 文書登録一式: what the city's 総合文書管理システム takes and wants to know. */
  registration: {
    /** Megabytes it takes at once. */
    limitMb: number;
    /** 分類 and 保存年限 of the documents; empty where they are not said. */
    classification: string;
    keptFor: string;
    /** Whether the caller's number is written whole or only by its last digits. */
    numbers: 'masked' | 'full';
  };
  reminders: ReminderSettings;
  /** Whom to ask. */
  contact: { address: string; tel: string; mail: string };
}

/** The whole numbers among them: what they are where nobody says, the least and the most. */
export const NUMBERS = {
  LINK_DAYS: [7, 1, 90],
  LINK_DOWNLOADS: [5, 1, 100],
  LINK_LISTENS: [10, 1, 1000],
  COPY_DAYS: [30, 1, 3650],
  REGISTRATION_LIMIT_MB: [30, 1, 100_000],
  REMIND_UNDECIDED_DAYS: [2, 1, 60],
  REMIND_LINK_DAYS: [2, 0, 60],
  REMIND_UNREGISTERED_DAYS: [5, 1, 60],
  REMIND_MATTER_DAYS: [3, 1, 60],
} as const satisfies Record<string, readonly [number, number, number]>;

/** Their variables. */
export const TUNABLE_SCHEMA = z.object({
  AREA_CODE: text(CITY.areaCode).refine((value) => /^0\d{1,4}$/.test(value), {
    error: `must be an area code, for example ${CITY.areaCode}`,
  }),
  LINK_DAYS: whole(...NUMBERS.LINK_DAYS),
  LINK_DOWNLOADS: whole(...NUMBERS.LINK_DOWNLOADS),
  LINK_LISTENS: whole(...NUMBERS.LINK_LISTENS),
  COPY_DAYS: whole(...NUMBERS.COPY_DAYS),
  REGISTRATION_LIMIT_MB: whole(...NUMBERS.REGISTRATION_LIMIT_MB),
  REGISTRATION_CLASS: text(''),
  REGISTRATION_KEPT_FOR: text(''),
  REGISTRATION_NUMBERS: text('masked').refine((value) => value === 'masked' || value === 'full', {
    error: 'must be masked or full, for example masked',
  }),
  SEAL_OMITTED: text('off').refine((value) => value === 'on' || value === 'off', {
    error: 'must be on or off, for example off',
  }),
  ANSWER_SYMBOL: text(ANSWER_SYMBOL).refine((value) => /^[^\s\d第号]{1,10}$/.test(value), {
    error: `must be the symbol before a document’s number, for example ${ANSWER_SYMBOL}`,
  }),
  REMIND_UNDECIDED_DAYS: whole(...NUMBERS.REMIND_UNDECIDED_DAYS),
  REMIND_RETENTION_DAYS: text('14,7,3,1').refine((value) => /^\d{1,3}(,\d{1,3}){0,9}$/.test(value), {
    error: 'must be numbers of days with commas between, for example 14,7,3,1',
  }),
  REMIND_LINK_DAYS: whole(...NUMBERS.REMIND_LINK_DAYS),
  REMIND_UNREGISTERED_DAYS: whole(...NUMBERS.REMIND_UNREGISTERED_DAYS),
  REMIND_MATTER_DAYS: whole(...NUMBERS.REMIND_MATTER_DAYS),
  CONTACT_ADDRESS: text(CITY.office.address),
  CONTACT_TEL: text(CITY.office.tel).refine((value) => /^0\d{1,4}-\d{1,4}-\d{3,4}$/.test(value), {
    error: `must be a telephone number with its area code and hyphens, for example ${CITY.office.tel}`,
  }),
  CONTACT_MAIL: text('').refine((value) => value === '' || z.email().safeParse(value).success, {
    error: 'must be a mail address, for example recordings@city.example.jp',
  }),
});

/** A variable that may be changed. */
export type TunableName = keyof typeof TUNABLE_SCHEMA.shape;

/** The values of all of them, as the environment writes them. */
export type TunableValues = Readonly<Record<TunableName, string>>;

/** The variables that may be changed. */
export const TUNABLE_NAMES = Object.keys(TUNABLE_SCHEMA.shape) as TunableName[];

/** Their values among those of the environment. */
export function tunableIn(environment: TunableValues): TunableValues {
  return Object.fromEntries(TUNABLE_NAMES.map((name) => [name, environment[name]])) as Record<TunableName, string>;
}

/** Whether a variable may have a value. */
export function isTunable(name: TunableName, value: string): boolean {
  return value !== '' && TUNABLE_SCHEMA.shape[name].safeParse(value).success;
}

/** What the values mean to the bot. */
export function tunableFrom(value: TunableValues): Tunable {
  return {
    areaCode: value.AREA_CODE,
    linkDays: +value.LINK_DAYS,
    linkDownloads: +value.LINK_DOWNLOADS,
    linkListens: +value.LINK_LISTENS,
    copyDays: +value.COPY_DAYS,
    sealOmitted: value.SEAL_OMITTED === 'on',
    answerSymbol: value.ANSWER_SYMBOL,
    registration: {
      limitMb: +value.REGISTRATION_LIMIT_MB,
      classification: value.REGISTRATION_CLASS,
      keptFor: value.REGISTRATION_KEPT_FOR,
      numbers: value.REGISTRATION_NUMBERS as Tunable['registration']['numbers'],
    },
    reminders: {
      undecided: +value.REMIND_UNDECIDED_DAYS,
      retentionLeft: value.REMIND_RETENTION_DAYS.split(',').map(Number),
      linkLeft: +value.REMIND_LINK_DAYS,
      unregistered: +value.REMIND_UNREGISTERED_DAYS,
      matters: +value.REMIND_MATTER_DAYS,
    },
    contact: { address: value.CONTACT_ADDRESS, tel: value.CONTACT_TEL, mail: value.CONTACT_MAIL },
  };
}
