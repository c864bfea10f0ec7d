import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { syncFolders, syncTree } from '../folders.js';

type Module = Parameters<NonNullable<Parameters<NodeFS['init']>[1]['preRun']>[number]>[0];

/** A file or folder, as Emscripten knows it. */
interface Node {
  readonly name: string;
  readonly parent: Node;
  readonly mode: number;
}

interface Stream {
  readonly node: Node;
  /** The descriptor of Node.js. */
  readonly nfd: number;
}

/** What PostgreSQL asks of Emscripten's file system for folders of the machine, as far as we change it. */
interface NodeFiles {
  readonly isWindows: boolean;
  tryFSOperation<T>(operation: () => T): T;
  /** Where a file or folder lies on the machine. */
  realPath(node: Node): string;
  node_ops: {
    mknod(parent: Node, name: string, mode: number, device: unknown): Node;
    setattr(node: Node, attributes: { mode?: number }): void;
  };
  stream_ops: {
    setattr(stream: Stream, attributes: { mode?: number }): void;
    write(stream: Stream, ...what: unknown[]): number;
    fsync?(stream: Stream): number;
  };
}

/** Rights of group and others. */
const OTHERS = 0o077;

/** A file of PostgreSQL's write-ahead log, of 16 megabytes. */
const LOG_FILE = /^[0-9A-F]{24}$/;

/** After so many files of the log, 64 megabytes, a checkpoint makes them superfluous: a start after a crash goes through what came since. */
const LOG_FILES = 4;

/**
 * The folder of an embedded database, which PostgreSQL flushes to the disk as it does on a server. Emscripten passes `fsync` on to its
 * file system, whose part for folders of the machine has none; this one has. Files are made for the bot's own account only.
 */
class DurableFiles extends NodeFS {
  constructor(
    folder: string,
    /** Called each time so many files of the log are full. */
    private readonly logFull: () => void = () => {},
  ) {
    super(folder);
  }

  override async init(...[lite, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(lite, options);
    const change = (module: Module) => this.change(module.NODEFS as unknown as NodeFiles);
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [change, ...(emscriptenOpts.preRun ?? [])] } };
  }

  private change(files: NodeFiles): void {
    const { node_ops: nodes, stream_ops: streams } = files;
    const { mknod, setattr } = nodes;
    const { setattr: setattrOpen, write } = streams;
    const closed = (attributes: { mode?: number }) => {
      if (attributes.mode !== undefined) attributes.mode &= ~OTHERS;
    };
    /** Files whose names are not on the disk yet. */
    const fresh = new WeakSet<Node>();
    nodes.mknod = (parent, name, mode, device) => {
      const node = mknod(parent, name, mode & ~OTHERS, device);
      fresh.add(node);
      return node;
    };
    nodes.setattr = (node, attributes) => {
      closed(attributes);
      setattr(node, attributes);
    };
    streams.setattr = (stream, attributes) => {
      closed(attributes);
      setattrOpen(stream, attributes);
    };
    // Windows cannot flush folders; its file systems keep a journal of names.
    const flushed = (node: Node) => !files.isWindows || (node.mode & 0o170000) !== 0o040000;
    streams.fsync = ({ node, nfd }) =>
      files.tryFSOperation(() => {
        if (flushed(node)) fsyncSync(nfd);
        // PostgreSQL flushes a folder after it renamed a file in it, and after it made one trusts that the file brings its name along.
        // Most file systems do that; POSIX does not promise it.
        if (fresh.delete(node) && flushed(node.parent)) flushFolder(files.realPath(node.parent));
        return 0;
      });
    let current = '';
    let full = 0;
    streams.write = (stream, ...what) => {
      const { name, parent } = stream.node;
      if (name !== current && parent.name === 'pg_wal' && LOG_FILE.test(name)) {
        if (current !== '' && ++full % LOG_FILES === 0) this.logFull();
        current = name;
      }
      return write(stream, ...what);
    };
  }
}

function flushFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** PGlite's own parameters switch flushing off; and of the ways to flush the log Emscripten passes on this one. */
const FLUSHING = [...PGlite.defaultStartParams.filter((each) => each !== '-F'), '-c', 'wal_sync_method=fsync'];

/**
 * PostgreSQL panics when it may no longer believe what it has in memory, above all when the disk did not take what was flushed. A
 * server ends then and starts again from what the disk has. Within our process it would spin for ever, so the process ends, before
 * anything that is not on the disk is acknowledged.
 */
function endInPanic(line: string): false {
  if (line.includes('PANIC:')) {
    writeSync(2, `the embedded database could not go on, most likely because of the disk: ${line}\n`);
    process.exit(1);
  }
  return false;
}

/** An embedded database in a folder, open. */
export interface Durable {
  lite: PGlite;
  /** Writes everything into the files of the tables, and gives them back. */
  close(): Promise<void>;
}

/**
 * Opens the embedded database of a data folder, or makes it: what it has acknowledged is on the disk. A database that was not made to
 * the end, because the process or the machine ended before, is made anew.
 *
 * @param dataDir the data folder, which this process has locked; the database is its folder `database`
 * @param loadFrom a dump to make the database from
 */
export async function openDurable(dataDir: string, loadFrom?: Blob): Promise<Durable> {
  const folder = join(dataDir, 'database');
  if (!existsSync(folder)) await make(folder, loadFrom);
  // Also what an earlier version left, which flushed nothing.
  await syncTree(folder);
  await syncFolders(dataDir, dataDir);
  // The folder above may be one that we can pass through and not read; whoever made the data folder there has seen to it.
  await syncFolders(dirname(dataDir), dirname(dataDir)).catch(unlessForbidden);
  let checkpoint: Promise<unknown> = Promise.resolve();
  const files = new DurableFiles(folder, () => {
    // It waits for its turn like every statement. One that fails leaves the log as it is, which the next one makes superfluous.
    checkpoint = lite.exec('CHECKPOINT').catch(() => {});
  });
  const lite: PGlite = await PGlite.create({ fs: files, startParams: FLUSHING, onStderr: endInPanic });
  return {
    lite,
    async close() {
      await checkpoint;
      await lite.close();
    },
  };
}

/** Makes a database under another name, so that it has its own only when all of it is on the disk. */
async function make(folder: string, loadFrom?: Blob): Promise<void> {
  const unfinished = `${folder}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const lite = await PGlite.create({
    fs: new DurableFiles(unfinished),
    ...(loadFrom ? { loadDataDir: loadFrom } : {}),
    onStderr: endInPanic,
  });
  await lite.close();
  await syncTree(unfinished);
  renameSync(unfinished, folder);
}

function unlessForbidden(error: unknown): void {
  if ((error as { code?: unknown }).code !== 'EACCES') throw error;
}
