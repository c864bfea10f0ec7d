/**
 * Code (`ENOENT`) and call (`open`) of an error of the operating system; undefined for any other error. Looks at the properties
 * only, since Node's own errors are not of the class `Error` of every realm.
 */
export function systemError(error: unknown): { code: string; syscall: string } | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error) || !('syscall' in error)) return undefined;
  const { code, syscall } = error;
  return typeof code === 'string' && typeof syscall === 'string' ? { code, syscall } : undefined;
}
