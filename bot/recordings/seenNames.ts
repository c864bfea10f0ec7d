import { hash } from 'node:crypto';

const FIRST_CAPACITY = 1024;

/**
 * File names met in one run and the line each was first met on, in 12 bytes a name and slot: the index of 90 days can have
 * 620,000 rows. Names are kept as 64 bits of their SHA-256; two of ten million sharing them is a chance of 1 in 370,000.
 */
export class SeenNames {
  #keys = new Uint32Array(FIRST_CAPACITY * 2);
  /** Line 0 marks an empty slot. */
  #lines = new Uint32Array(FIRST_CAPACITY);
  #count = 0;

  /** Notes the name; returns the line it was first met on when it is not new. */
  note(name: string, line: number): number | undefined {
    const [high, low] = keyOf(name);
    const slot = this.#find(high, low);
    const first = this.#lines[slot];
    if (first) return first;
    this.#put(slot, high, low, line);
    this.#count++;
    if (this.#count * 2 > this.#lines.length) this.#grow();
    return undefined;
  }

  has(name: string): boolean {
    return this.#lines[this.#find(...keyOf(name))] !== 0;
  }

  #find(high: number, low: number): number {
    const mask = this.#lines.length - 1;
    let slot = low & mask;
    while (this.#lines[slot] !== 0 && (this.#keys[slot * 2] !== high || this.#keys[slot * 2 + 1] !== low)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #put(slot: number, high: number, low: number, line: number): void {
    this.#keys[slot * 2] = high;
    this.#keys[slot * 2 + 1] = low;
    this.#lines[slot] = line;
  }

  #grow(): void {
    const keys = this.#keys;
    const lines = this.#lines;
    this.#keys = new Uint32Array(keys.length * 2);
    this.#lines = new Uint32Array(lines.length * 2);
    for (const [slot, line] of lines.entries()) {
      if (line === 0) continue;
      const [high, low] = [keys[slot * 2] ?? 0, keys[slot * 2 + 1] ?? 0];
      this.#put(this.#find(high, low), high, low, line);
    }
  }
}

function keyOf(name: string): [number, number] {
  const digest = hash('sha256', name, 'buffer');
  return [digest.readUInt32LE(0), digest.readUInt32LE(4)];
}
