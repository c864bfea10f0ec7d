import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** A line of the log of a process, which writes one JSON object a line. */
export type LogLine = Readonly<Record<string, unknown>>;

/** Ticks a second in which Linux counts the CPU time of processes. */
const TICKS = 100;

/** The last lines told of a process that ended too early. */
const LAST = 20;

/** A Node.js process that writes its log to standard output. */
export class Child {
  readonly #lines: LogLine[] = [];
  readonly #words: string[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #process: ChildProcess;
  #ended = false;

  /** @param args options of Node.js, the program and its arguments */
  constructor(args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}) {
    this.#process = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (stream) createInterface(stream).on('line', (line) => this.#hear(line));
    }
    this.#process.on('exit', () => {
      this.#ended = true;
      this.#tell();
    });
  }

  #hear(line: string): void {
    this.#words.push(line);
    if (this.#words.length > LAST) this.#words.shift();
    if (!line.startsWith('{')) return;
    try {
      this.#lines.push(JSON.parse(line));
      this.#tell();
    } catch {
      // Something else that begins with a brace; it is among the last words.
    }
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** The first line of the log that fits, also one that is there already. @throws Error when the process ends before */
  async line(fits: (line: LogLine) => boolean): Promise<LogLine> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const line = this.#lines.find(fits);
        if (line === undefined && !this.#ended) return;
        this.#listeners.delete(look);
        if (line === undefined) reject(new Error(`a process ended:\n${this.#words.join('\n')}`));
        else resolve(line);
      };
      this.#listeners.add(look);
      look();
    });
  }

  /** Lines of the log at the level of a warning or above. */
  get troubles(): LogLine[] {
    return this.#lines.filter(({ level }) => typeof level === 'number' && level >= 40);
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Memory that it holds now, in megabytes (1,000,000 bytes). */
  async megabytes(): Promise<number> {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
    return (Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024) / 1e6;
  }

  /** CPU time that it has taken so far, in seconds, with all its threads. */
  async cpuSeconds(): Promise<number> {
    const stat = await readFile(`/proc/${this.pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold anything; user and system time are the 14th and 15th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  }

  /** Ends it, at first politely, and waits until it is gone. */
  async stop(): Promise<void> {
    if (this.#ended) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    const late = setTimeout(() => this.#process.kill('SIGKILL'), 20_000);
    await gone;
    clearTimeout(late);
  }
}
