/** What must not stand in a log, each with what it is, so that a finding can be told without repeating it. */
export class Secrets {
  private readonly known = new Map<string, string>();

  add(what: string, ...values: string[]): void {
    for (const value of values) {
      if (value.length < 2) throw new Error(`too short to be searched for: ${what}`);
      this.known.set(value, what);
    }
  }

  /** A telephone number in the ways in which people and programs write it. */
  addNumber(number: string): void {
    const digits = number.replace(/\D/g, '');
    const [head, middle, tail] = number.split('-');
    const wide = [...digits].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('');
    this.add('telephone number', number, digits, digits.slice(1), wide, `+81${digits.slice(1)}`, `${middle}-${tail}`);
    this.add(
      'telephone number',
      `（${head}）${middle}-${tail}`,
      `(${head}) ${middle}-${tail}`,
      `${head} ${middle} ${tail}`,
    );
  }

  /** A person's name, with and without the space, and each half of it. */
  addName(name: string): void {
    this.add('name', name, name.replace(/\s/g, ''), ...name.split(/\s/).filter((part) => part.length > 1));
  }

  get size(): number {
    return this.known.size;
  }

  /** What of it occurs in a line. */
  in(line: string): string[] {
    return [...this.known].filter(([value]) => occurs(line, value)).map(([, what]) => what);
  }
}

/** Few digits may stand by chance in an id or a duration: they count only where they stand alone. */
function occurs(line: string, value: string): boolean {
  if (!line.includes(value)) return false;
  return /^\d{1,6}$/.test(value) ? new RegExp(`(?<![0-9a-f-])${value}(?![0-9a-f-])`).test(line) : true;
}
