/** Why something was refused; stable names for tests, logs and metrics. */
export type ErrorCode =
  | 'config'
  | 'not_in_directory'
  | 'not_allowed'
  | 'not_found'
  | 'wrong_state'
  | 'stale'
  | 'invalid_input'
  /** Card data that no card of ours would send. */
  | 'unreadable'
  | 'link_unusable'
  | 'used_up'
  | 'integrity'
  | 'unavailable';

/**
 * The one error type for failures that are foreseen.
 *
 * `message` is for the log (English, nothing personal in it); `forPerson` is the courteous Japanese sentence that may be
 * shown as it is and says what to do. Anything else that is thrown is a defect and is shown as a general apology.
 */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly forPerson: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'AppError';
  }
}
