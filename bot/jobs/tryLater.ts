/** Whoever a job needs asks to be left alone for a while, or failed in a way that may pass; that is not the job's fault. */
export class TryLater extends Error {
  override readonly name = 'TryLater';

  /** @param afterSeconds when they want to be asked again, where they said so */
  constructor(readonly afterSeconds: number | undefined) {
    super('the job is to be tried later');
  }
}
