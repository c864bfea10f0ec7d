import { closeSync, mkdirSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** One thing that was done to the folder, as `recorder.mjs` writes it down; paths are relative to the folder. */
export type Op =
  | { op: 'create' | 'mkdir' | 'remove'; path: string }
  | { op: 'rename'; path: string; to: string }
  | { op: 'open'; path: string; id: number }
  | { op: 'write'; id: number; at: number | 'end'; from: number; length: number }
  | { op: 'truncate'; id: number; size: number }
  | { op: 'sync'; id: number }
  | { op: 'said'; words: string };

/** The record that a program left. */
export function readRecord(record: string): Op[] {
  const lines = readFileSync(`${record}.ops`, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Op);
}

type Change = { at: number; bytes: Buffer } | { size: number };

interface File {
  /** What is on the disk for sure. */
  flushed: Buffer;
  /** What the program has written since: the system may or may not have brought it to the disk. */
  since: Change[];
  /** Bytes of the file as the program sees it. */
  size: number;
}

interface Folder {
  names: Map<string, Node>;
}

type Node = File | Folder;

const isFolder = (node: Node): node is Folder => 'names' in node;

/** A name given or taken away, in one folder. */
interface Naming {
  folder: Folder;
  name: string;
  node: Node | undefined;
}

/** A disk sector: what a disk writes whole or not at all. */
const SECTOR = 512;

/**
 * A folder on a disk with a write cache, built from a record. After any number of `apply`, `cut` makes the folder as it would be found
 * had the power gone then. Files have the content of their last flush, and folders the names of theirs: POSIX promises no more, though
 * most file systems do.
 */
export class Disk {
  private readonly root: Folder = { names: new Map() };
  /** The names on the disk, of each folder. */
  private readonly flushed = new Map<Folder, Map<string, Node>>([[this.root, new Map()]]);
  /** What was named since and is not on the disk for sure, oldest first; what was done in one step is one entry. */
  private namings: Naming[][] = [];
  private readonly open = new Map<number, Node>();
  private readonly data: number;

  constructor(record: string) {
    this.data = openSync(`${record}.data`, 'r');
  }

  close(): void {
    closeSync(this.data);
  }

  apply(op: Op): void {
    switch (op.op) {
      case 'create':
        this.name([[op.path, { flushed: Buffer.alloc(0), since: [], size: 0 }]]);
        break;
      case 'mkdir': {
        const folder: Folder = { names: new Map() };
        this.flushed.set(folder, new Map());
        this.name([[op.path, folder]]);
        break;
      }
      case 'remove':
        this.name([[op.path, undefined]]);
        break;
      case 'rename':
        this.name([
          [op.to, this.at(op.path)],
          [op.path, undefined],
        ]);
        break;
      case 'open':
        this.open.set(op.id, this.at(op.path));
        break;
      case 'write': {
        const file = this.file(op.id);
        const bytes = Buffer.alloc(op.length);
        readSync(this.data, bytes, 0, op.length, op.from);
        const at = op.at === 'end' ? file.size : op.at;
        file.since.push({ at, bytes });
        file.size = Math.max(file.size, at + op.length);
        break;
      }
      case 'truncate': {
        const file = this.file(op.id);
        file.since.push({ size: op.size });
        file.size = op.size;
        break;
      }
      case 'sync':
        this.sync(this.handle(op.id));
        break;
      case 'said':
        break;
    }
  }

  /**
   * Makes the folder as it would be found. With `chance` (0 to below 1) a part of what was not flushed is there nevertheless: each
   * sector of a write by itself, and of the names the older ones, for file systems keep their order.
   */
  cut(into: string, chance?: () => number): void {
    const names = new Map([...this.flushed].map(([folder, kept]) => [folder, new Map(kept)]));
    const kept = chance === undefined ? 0 : Math.floor(chance() * (this.namings.length + 1));
    for (const naming of this.namings.slice(0, kept).flat()) settle(names, naming);
    const build = (folder: Folder, path: string) => {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      for (const [name, node] of names.get(folder) ?? []) {
        if (isFolder(node)) build(node, join(path, name));
        else
          writeFileSync(join(path, name), chance === undefined ? node.flushed : found(node, chance), { mode: 0o600 });
      }
    };
    build(this.root, into);
  }

  private sync(node: Node): void {
    if (!isFolder(node)) {
      node.flushed = written(node.flushed, node.since, true);
      node.since = [];
      return;
    }
    const ofThis = (naming: Naming[]) => naming.some(({ folder }) => folder === node);
    for (const naming of this.namings.filter(ofThis).flat()) settle(this.flushed, naming);
    this.namings = this.namings.filter((naming) => !ofThis(naming));
  }

  private name(names: [string, Node | undefined][]): void {
    const naming = names.map(([path, node]) => {
      const folder = dirname(path) === '.' ? this.root : this.at(dirname(path));
      if (!isFolder(folder)) throw new Error(`no folder: ${dirname(path)}`);
      const name = basename(path);
      if (node === undefined) folder.names.delete(name);
      else folder.names.set(name, node);
      return { folder, name, node };
    });
    this.namings.push(naming);
  }

  private at(path: string): Node {
    let node: Node | undefined = this.root;
    for (const name of path === '' ? [] : path.split('/'))
      node = node && isFolder(node) ? node.names.get(name) : undefined;
    if (node === undefined) throw new Error(`the record has no ${path}`);
    return node;
  }

  private handle(id: number): Node {
    const node = this.open.get(id);
    if (node === undefined) throw new Error(`the record has no open file ${id}`);
    return node;
  }

  private file(id: number): File {
    const node = this.handle(id);
    if (isFolder(node)) throw new Error(`the record writes into folder ${id}`);
    return node;
  }
}

function settle(names: Map<Folder, Map<string, Node>>, { folder, name, node }: Naming): void {
  if (node === undefined) names.get(folder)?.delete(name);
  else names.get(folder)?.set(name, node);
}

/** The content after the changes; `inPlace` may change the bytes given, which spares a copy of sixteen megabytes a commit. */
function written(before: Buffer, changes: Change[], inPlace: boolean): Buffer {
  let longest = before.length;
  for (const change of changes) {
    if (!('size' in change)) longest = Math.max(longest, change.at + change.bytes.length);
    else longest = Math.max(longest, change.size);
  }
  const content = inPlace && longest === before.length ? before : Buffer.alloc(longest);
  if (content !== before) before.copy(content);
  let end = before.length;
  for (const change of changes) {
    if ('size' in change) {
      content.fill(0, Math.min(change.size, end), end);
      end = change.size;
    } else {
      change.bytes.copy(content, change.at);
      end = Math.max(end, change.at + change.bytes.length);
    }
  }
  return content.subarray(0, end);
}

/** A file after the cut, of which some sectors of some writes were on their way. */
function found({ flushed, since }: File, chance: () => number): Buffer {
  const arrived = since.flatMap((change): Change[] => {
    if ('size' in change) return chance() < 0.5 ? [change] : [];
    const sectors: Change[] = [];
    for (let from = 0; from < change.bytes.length; ) {
      const end = Math.min(change.bytes.length, (Math.floor((change.at + from) / SECTOR) + 1) * SECTOR - change.at);
      if (chance() < 0.5) sectors.push({ at: change.at + from, bytes: change.bytes.subarray(from, end) });
      from = end;
    }
    return sectors;
  });
  return arrived.length === 0 ? flushed : written(flushed, arrived, false);
}
