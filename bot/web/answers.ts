/**
 * What the server answers the link's page. Both sides are compiled against these types; they import nothing, since one side
 * runs in the browser.
 */

/** A sentence for the person: a refusal, or that a code was sent. */
export interface Sentence {
  readonly message: string;
}

/** Where somebody signs in with their account. */
export interface SignInAddress {
  readonly address: string;
}

/** Where the bytes of something granted are. */
export interface Granted {
  readonly href: string;
}

/** One counted download: where its bytes are, and how many downloads are left after it. */
export interface Ticket extends Granted {
  readonly downloadsLeft: number;
}

/** One copied recording (複製データ) as the page shows it. */
export interface FileView {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly size: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly downloadsLeft: number;
  readonly allowed: number;
  /** How often the whole of it may still be played on the page. */
  readonly listensLeft: number;
  readonly audioHref: string;
  readonly downloadsHref: string;
  readonly fileName: string;
}

/** A letter (様式第1号・第2号) as the page shows it. */
export interface LetterView {
  readonly title: string;
  readonly size: string;
  readonly sha256: string;
  readonly href: string;
  readonly fileName: string;
}

/** A recording attached by hand. */
interface AttachedView {
  readonly title: string;
  readonly detail: string;
  readonly sha256: string;
}

/** Everything of a request in one file, for registering it as public documents (文書登録一式). */
export interface SetView {
  /** Where its download is granted. */
  readonly grantHref: string;
  readonly size: string;
  /** What is in it, in words. */
  readonly contents: string;
  /** What to know before it is downloaded; empty for nothing. */
  readonly warning: string;
  /** How often it may still be had; null when nothing is counted. */
  readonly downloadsLeft: number | null;
}

/** What was written down at a place of a recording that is played. */
export interface NoteView {
  /** Seconds from its beginning. */
  readonly at: number;
  readonly words: string;
  /** When, in words. */
  readonly moment: string;
}

/** The outline of a recording: so many equal parts, each from 0 to 100. */
export interface Peaks {
  readonly peaks: readonly number[];
}

/** A recording that may be played under a 再生許可. */
export interface PlayerView {
  readonly title: string;
  readonly detail: string;
  /** Why it is played. */
  readonly reason: string;
  /** Its length in seconds. */
  readonly seconds: number;
  readonly sha256: string;
  readonly audioHref: string;
  readonly peaksHref: string;
  readonly notesHref: string;
  readonly notes: readonly NoteView[];
}

/** What a signed-in recipient of a file link sees. */
export interface PageView {
  /** Counted up when a field goes or changes its meaning: a page still open from before then says so instead of breaking. */
  readonly version: 1;
  readonly state: 'open' | 'expired' | 'revoked';
  readonly receipt: string;
  readonly heading: string;
  readonly lead: string;
  readonly expires: string | null;
  readonly letters: readonly LetterView[];
  readonly files: readonly FileView[];
  readonly registrationSet: SetView | null;
  /** The recording of a 再生許可, in the place of everything else. */
  readonly player: PlayerView | null;
  /** Recordings that 管財課 extracted by hand and attached to the application. */
  readonly attached: readonly AttachedView[];
  /** Where more can be attached; null when the reader may not, or not any more. */
  readonly uploadHref: string | null;
  readonly sessionEnds: string;
  /** Where the reader signs out. */
  readonly signOutHref: string;
}
