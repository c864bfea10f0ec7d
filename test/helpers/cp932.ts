/** Text as CP932 bytes, the way Excel in Japan writes CSV; Node itself only reads that encoding. */
export function toCp932(text: string): Uint8Array {
  const decoder = new TextDecoder('shift_jis');
  const wanted = new Set(text);
  const known = new Map<string, number[]>();
  const learn = (...bytes: number[]): void => {
    const letter = decoder.decode(Uint8Array.from(bytes));
    if (wanted.has(letter) && !known.has(letter)) known.set(letter, bytes);
  };
  for (let byte = 0; byte < 0x80; byte++) learn(byte);
  for (let lead = 0x81; lead <= 0xfc; lead++) for (let trail = 0x40; trail <= 0xfc; trail++) learn(lead, trail);
  return Uint8Array.from(
    [...text].flatMap((letter) => {
      const bytes = known.get(letter);
      if (bytes === undefined) throw new Error(`${letter} is not in CP932`);
      return bytes;
    }),
  );
}
