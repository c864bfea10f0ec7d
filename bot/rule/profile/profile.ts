import type { ArticleNumber, RuleArticle } from '../articles.js';
import type { Period } from '../period.js';

/** What of the rule something rests on; every city's rule has each of these somewhere. */
export type Cited =
  /** What the recording is for. */
  | 'aims'
  /** Which calls are recorded, and what is kept of them. */
  | 'recorded'
  /** That the public is told. */
  | 'publication'
  /** That the device stands in a room that is locked. */
  | 'room'
  /** From when the rule is in force. */
  | 'start'
  /** That a recording stays as it was made. */
  | 'unaltered'
  /** How long it is kept. */
  | 'retention'
  /** When it may be played. */
  | 'playback'
  /** When a copy may be made. */
  | 'grounds'
  /** The ground on which a copy is made before anybody has applied for it. */
  | 'preservation'
  /** The section that needs a copy applies for it. */
  | 'application'
  /** The application is examined. */
  | 'examination'
  /** It is granted, the answer sent and the copy handed over. */
  | 'approval'
  /** It is refused. */
  | 'refusal'
  /** Complaints. */
  | 'complaints'
  /** Safety of the data. */
  | 'security'
  /** What the keeper settles beside the rule. */
  | 'further';

/** One 利用目的 of the application form. */
export interface ProfilePurpose {
  /** As the form prints it. */
  readonly words: string;
  /**
   * What the bot has to know of it: by which words people mean it, whether a body outside the city or a request for disclosure is behind it, or
   * the applicant words it (その他). Of each kind there is one at most, but for `general`, of which nothing is known.
   */
  readonly kind: 'complaint' | 'confirmation' | 'training' | 'outside' | 'disclosure' | 'general' | 'other';
  /** The ground to which it points, counted from 1. */
  readonly ground: number;
}

/** One 号 of the article that says when a copy may be made. */
interface ProfileGround {
  /** As a decision and the ledger name it, after the number of its 号. */
  readonly words: string;
  /** The same in so few words that a closed list on a phone shows them. */
  readonly short: string;
  /** Whether what is copied on this ground leaves the city's house: it stands in the register of what was given outside. */
  readonly outside: boolean;
}

/** Words of a form (様式). */
interface ProfileForm {
  /** 様式第1号. */
  readonly label: string;
  /** What stands after it at the head of the form: （第6条関係）. */
  readonly under: string;
  readonly name: string;
  /** Lines of the cell that heads the rows about the call. */
  readonly callHeading: readonly string[];
}

/** One part of the public notice, and what it says until the manager words it otherwise, line by line; 「・」 begins an entry of a list. */
interface ProfileNoticePart {
  readonly id: 'place' | 'purposes' | 'calls' | 'retention' | 'copies' | 'security' | 'complaints';
  readonly heading: string;
  /** The articles on which it rests, as the notice cites them: 第3条, 第4条第1項・第2項. */
  readonly cited: readonly string[];
  readonly lines: readonly string[];
}

/**
 * What differs from one city to another, in one place: its names, its rule, its forms. The bot is written for the rules on call
 * recording that cities lay down in much the same shape; `docs/your-city.md` says what can be told here and what cannot.
 */
export interface CityProfile {
  /** 熊本市. */
  readonly city: string;
  /** Where the device stands: 熊本市役所本庁舎. */
  readonly building: string;
  /** The same within the house: 本庁舎. */
  readonly house: string;
  /** The section that keeps the recordings. */
  readonly office: {
    /** 総務局; empty where sections stand under none. */
    readonly bureau: string;
    /** 管財課. */
    readonly section: string;
    /** Its head, who is 管理責任者: 管財課長. */
    readonly manager: string;
    /** 文書記号 of its letters: 管財発. */
    readonly documentSymbol: string;
    readonly address: string;
    readonly tel: string;
  };
  readonly areaCode: string;
  /** Who lives there, 市民, and the city as it speaks of itself, 市: a town has 町民 and 町. */
  readonly people: string;
  readonly self: string;
  readonly rule: {
    /** What kind of rule it is, as people call it: 要綱. */
    readonly word: string;
    readonly title: string;
    /** The same in so few words that the list of Teams apps has room for it. */
    readonly shortTitle: string;
    /** When it was laid down, and by whom. */
    readonly enacted: string;
    /** The civil date from which it is in force; nothing was recorded under it before. */
    readonly start: string;
    readonly articles: readonly RuleArticle[];
    /** Where it says what: 第6条第2項. */
    readonly cites: Readonly<Record<Cited, string>>;
    /** The standard to which it refers for the safety of the data. */
    readonly standard: string;
  };
  /** How long recordings are kept. */
  readonly retention: Period;
  /** The purposes of the form, in their order. */
  readonly purposes: readonly ProfilePurpose[];
  /** The grounds on which a copy may be made, in the order of their 号. */
  readonly grounds: readonly ProfileGround[];
  /** Disclosure on request: the ground for it, counted from 1, and the law and the ordinance under which it is asked for. */
  readonly disclosure: { readonly ground: number; readonly law: string; readonly ordinance: string };
  /** What the city's own number is called on the forms: 市側電話番号. */
  readonly ownNumber: string;
  readonly forms: {
    /** What is applied for, in one word, as it stands in the names of the forms: 取出し. */
    readonly act: string;
    readonly application: ProfileForm & {
      readonly request: string;
      /** Lines of the cell that heads the purposes. */
      readonly purposeHeading: readonly string[];
      /** Above who is to be asked in the applying section. */
      readonly contact: string;
      /** What stands after the city's own number; empty for none. */
      readonly ownNumberNote: string;
      readonly note: string;
      /** The same as the applicant ticks it, and as somebody is told who files what another prepared. */
      readonly pledge: string;
      readonly pledging: string;
    };
    readonly answer: ProfileForm & {
      readonly storedHeading: string;
      readonly callsHeading: string;
      readonly inquiries: string;
      /** What is answered: `{日付}` and `{番号}` of the application stand in it. */
      readonly body: string;
      /** That no copy is given, because no ground fits or nothing is stored: `{題名}`, the articles `{要件}` and `{根拠}`, and `{規程}` stand in them. */
      readonly noGround: string;
      readonly notStored: string;
    };
    /** Under the applying chief's post on both forms. */
    readonly applicant: string;
  };
  readonly notice: readonly ProfileNoticePart[];
}

/** The article of a citation: 第6条第2項 → 6. */
export function articleCited(cite: string): ArticleNumber {
  const number = /^第(\d+)条/.exec(cite)?.[1];
  return number === undefined ? '附則' : Number(number);
}
