/** The part of the package, which brings no types, that we use. */
declare module 'fs-native-extensions' {
  const locks: {
    /**
     * Asks the system for a lock on a file, or on a part of it; false when somebody else has it. It is released when the file is closed.
     *
     * @param descriptor an open file that may be written
     */
    tryLock(descriptor: number, offset?: number, length?: number): boolean;
  };
  export default locks;
}
