/** Hears of a piece of work that failed: which one, and the error. */
export type Report = (step: string, error: unknown) => void;

/** Runs one piece of work; when it fails, that is reported and nothing else, so that the next one is done all the same. */
export async function alone(step: string, report: Report, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    report(step, error);
  }
}
