/** What a sentence says about the call whose recording is asked for; named after the fields of 様式第1号. */
export interface CallFacts {
  /** 日付, `YYYY-MM-DD`. */
  callDate?: string;
  /** 時間, `HH:MM`. */
  callTime?: string;
  /** 通話時間, whole minutes, rounded half up. */
  durationMinutes?: number;
  /** 相手方電話番号 as it stands in the form, or 非通知. */
  otherNumber?: string;
  /** 市側電話番号: five digits in the main building, otherwise as it stands in the form. */
  cityNumber?: string;
  /** 利用目的: 1 クレーム、カスハラ対応, 2 対応内容確認, 3 外部機関対応, 4 その他. */
  purpose?: number;
  /** What stands in the brackets of 4 その他（ ）, as typed. */
  purposeOther?: string;
}

/** A receipt number as somebody named it: `R8-12` has the fiscal year 2026, a mere 「12」 has none. */
export interface NumberReference {
  fiscalYear?: number;
  serial: number;
}

/** What of the 要綱 somebody asks about; an article by its number, or the whole. */
export type RuleTopic =
  | 'text'
  | 'purpose'
  | 'notice'
  | 'retention'
  | 'deletion'
  | 'alteration'
  | 'playback'
  | 'grounds'
  | 'decision'
  | 'refusal'
  | 'complaint'
  | 'security'
  | `article-${number}`;

/** Verbs of requests that are said with nothing but the request and perhaps a reason. */
type PlainVerb =
  | 'approve'
  | 'refuse'
  | 'return'
  | 'withdraw'
  | 'reopen'
  | 'receive'
  | 'reissue'
  | 'nudge'
  | 'revoke'
  | 'disown'
  | 'handBack'
  | 'detach'
  | 'showForm'
  | 'preserve'
  | 'copy';

/** Every verb of requests that is guarded in chat; each is named after its file in `requests/verbs/`. */
export type VerbKind = PlainVerb | 'share' | 'hand' | 'submit' | 'discard';

/** What somebody wants of the bot. Deciding kinds are given only when the sentence leaves no doubt that they are ordered. */
export type Intent =
  | { kind: 'apply'; facts: CallFacts }
  /** `unsure`: the sentence says more than what a form holds, and may be about something else; without a form in hand it is `otherwise`. */
  | { kind: 'facts'; facts: CallFacts; unsure?: true; otherwise?: Intent }
  | { kind: 'resume' }
  | { kind: 'wizard'; move: 'next' | 'back' | 'submit' | 'discard' }
  | { kind: 'status'; of: NumberReference }
  /** `decided`: the period is that of the decisions; `search`: what the requests have in common. */
  | { kind: 'list'; scope: 'mine' | 'open' | 'given'; from?: string; to?: string; decided?: true; search?: string }
  /** How the person's own requests stand that are under way, none of which is named. */
  | { kind: 'progress' }
  /** The recordings are to be had once more. */
  | { kind: 'download'; of?: NumberReference }
  /** A question that the 要綱 answers. */
  | { kind: 'rule'; topic: RuleTopic }
  /** Something is to be done to a request; `words` are the reason or remark given with it, as typed. */
  | { kind: PlainVerb; of?: NumberReference; words?: string }
  /** `either`: what was said fits the number of the form in hand as well. */
  | { kind: 'register'; of?: NumberReference; number?: string; either?: true }
  | { kind: 'set_channel' }
  | { kind: 'deputy'; move: 'set' | 'list' | 'end'; name?: string; from?: string; to?: string }
  /** A recording is to be searched for an application. */
  | { kind: 'search_recordings'; of: NumberReference }
  /** Applications that wait are to be decided one after the other. */
  | { kind: 'examine_next' }
  /** Messages that could not be sent (未達一覧). */
  | { kind: 'unsent' }
  /** Messages that could not be sent are to be sent again. */
  | { kind: 'resend' }
  /** A copy is to be shared within the section; the name as it was said, without さん or 様. */
  | { kind: 'share'; of?: NumberReference; name?: string }
  /** Staff hand the form they prepared to their chief. */
  | { kind: 'hand' }
  /** A prepared or returned form is to be mended. */
  | { kind: 'edit' }
  /** 証跡: the evidence sheet of one copy. */
  | { kind: 'evidence'; of?: NumberReference }
  /** 台帳, perhaps of a certain time; civil dates, both included. */
  | { kind: 'ledger'; from?: string; to?: string }
  /** 監査記録 and its head. */
  | { kind: 'audit' }
  /** A backup was put back. */
  | { kind: 'restored' }
  /** Somebody has looked at the server's clock. */
  | { kind: 'clock_right' }
  /** The whole audit log is to be checked now. */
  | { kind: 'check_log' }
  /** A matter of a kind: one that is named (`of`), all of them, or with an empty `step` a new one; `step` is what is to be done, `facts` what was
   * said of a call. */
  | {
      kind: 'matter';
      matter: string;
      of?: NumberReference;
      step?: string;
      facts?: CallFacts;
      /** What was said for fields of its form, by field. */
      typed?: Readonly<Record<string, string>>;
    }
  /** 運用状況. */
  | { kind: 'operations' }
  | { kind: 'help' }
  | { kind: 'greeting' }
  | { kind: 'thanks' }
  | { kind: 'ask_back' }
  | { kind: 'off_topic' }
  /** It may be one of these; labels of `learned/labels.ts`, the likeliest first. */
  | { kind: 'unsure'; guesses: readonly string[] }
  | { kind: 'unknown' };

/** An intent that can be answered, not only asked about. */
export type Understood = Exclude<Intent, { kind: 'unsure' }>;

/** Kinds that only ask or show, whatever else they say. */
type Showing =
  | 'apply'
  | 'facts'
  | 'resume'
  | 'status'
  | 'list'
  | 'progress'
  | 'download'
  | 'rule'
  | 'search_recordings'
  | 'examine_next'
  | 'unsent'
  | 'edit'
  | 'evidence'
  | 'ledger'
  | 'audit'
  | 'operations'
  | 'help'
  | 'greeting'
  | 'thanks'
  | 'ask_back'
  | 'off_topic'
  | 'unknown';

/** What a label may lead to: nothing of it changes anything. */
export type Shown =
  | Extract<Intent, { kind: Showing }>
  | { kind: 'deputy'; move: 'list' }
  | { kind: 'showForm'; of?: NumberReference }
  | (Omit<Extract<Intent, { kind: 'matter' }>, 'step'> & { step?: '' });
