/**
 * Loaded before a program (`node --import`), it writes down everything that the program does to the files of one folder, in order: what
 * is created, written, cut, renamed, removed, and what is flushed to the disk; and what the program said on its standard output in
 * between. `disk.ts` reads the record and tells what the disk would hold had the power gone at any moment of it.
 *
 * RECORDED_FOLDER: the folder; RECORD: where the record goes (`RECORD`.ops, one JSON line each; `RECORD`.data, the bytes written).
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { relative, resolve, sep } from 'node:path';

const { RECORDED_FOLDER: ROOT = '', RECORD = '' } = process.env;
// It writes down what was flushed; the disk of the machine need not take it.
const real = { ...fs, fsyncSync: () => {}, fdatasyncSync: () => {} };
const ops = real.openSync(`${RECORD}.ops`, 'w');
const data = real.openSync(`${RECORD}.data`, 'w');
let dataAt = 0;
let opened = 0;
/** The record's number of each open descriptor. */
const files = new Map();

const note = (op) => real.writeSync(ops, `${JSON.stringify(op)}\n`);

/** The path within the folder; undefined when it is outside. */
function inside(path) {
  if (typeof path !== 'string') return undefined;
  const within = relative(ROOT, resolve(path));
  return within === '..' || within.startsWith(`..${sep}`) ? undefined : within;
}

function keep(bytes) {
  real.writeSync(data, bytes);
  dataAt += bytes.length;
  return { from: dataAt - bytes.length, length: bytes.length };
}

const bytesOf = (content) => (typeof content === 'string' ? Buffer.from(content) : content);

const flagsOf = (flags = 'r') => {
  if (typeof flags === 'number') return flags;
  const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = fs.constants;
  const known = { r: O_RDONLY, 'r+': O_RDWR, w: O_WRONLY | O_CREAT | O_TRUNC, a: O_WRONLY | O_CREAT | O_APPEND };
  Object.assign(known, { wx: known.w | O_EXCL, 'a+': O_RDWR | O_CREAT | O_APPEND, 'w+': O_RDWR | O_CREAT | O_TRUNC });
  if (!(flags in known)) throw new Error(`the recorder does not know the flags ${flags}`);
  return known[flags];
};

function noteOpen(fd, path, flags, there) {
  const within = inside(path);
  if (within === undefined) return;
  const id = ++opened;
  files.set(fd, { id, append: (flags & fs.constants.O_APPEND) !== 0 });
  if (!there) note({ op: 'create', path: within });
  note({ op: 'open', path: within, id });
  if (there && (flags & fs.constants.O_TRUNC) !== 0) note({ op: 'truncate', id, size: 0 });
}

function noteWrite(fd, bytes, position) {
  const file = files.get(fd);
  if (file === undefined) return;
  const at = file.append || typeof position !== 'number' ? 'end' : position;
  note({ op: 'write', id: file.id, at, ...keep(bytes) });
}

/** What is noted after it was done, by name of the function that did it. */
const AFTERWARDS = {
  mkdirSync: (made, path, how) => {
    const wanted = inside(path);
    if (wanted === undefined || (how?.recursive && made === undefined)) return;
    const first = how?.recursive ? (inside(made) ?? '') : wanted;
    const names = wanted.split(sep);
    for (let depth = first === '' ? 1 : first.split(sep).length; depth <= names.length; depth++) {
      const folder = names.slice(0, depth).join(sep);
      if (folder !== '') note({ op: 'mkdir', path: folder });
    }
  },
  renameSync: (_, from, to) => inside(from) !== undefined && note({ op: 'rename', path: inside(from), to: inside(to) }),
  unlinkSync: (_, path) => inside(path) !== undefined && note({ op: 'remove', path: inside(path) }),
  rmdirSync: (_, path) => inside(path) !== undefined && note({ op: 'remove', path: inside(path) }),
  rmSync: (_, path) => inside(path) !== undefined && note({ op: 'remove', path: inside(path) }),
  truncateSync: (_, path, size = 0) => {
    if (inside(path) === undefined) return;
    note({ op: 'open', path: inside(path), id: ++opened });
    note({ op: 'truncate', id: opened, size });
  },
  ftruncateSync: (_, fd, size = 0) => files.has(fd) && note({ op: 'truncate', id: files.get(fd).id, size }),
  fsyncSync: (_, fd) => files.has(fd) && note({ op: 'sync', id: files.get(fd).id }),
  fdatasyncSync: (_, fd) => files.has(fd) && note({ op: 'sync', id: files.get(fd).id }),
  closeSync: (_, fd) => files.delete(fd),
};

for (const [name, afterwards] of Object.entries(AFTERWARDS)) {
  fs[name] = (...args) => {
    const result = real[name](...args);
    afterwards(result, ...args);
    return result;
  };
}

fs.openSync = (path, flags, ...how) => {
  const there = real.existsSync(path);
  const fd = real.openSync(path, flags, ...how);
  noteOpen(fd, path, flagsOf(flags), there);
  return fd;
};

fs.writeSync = (fd, content, ...where) => {
  const written = real.writeSync(fd, content, ...where);
  if (fd === 1) note({ op: 'said', words: String(content) });
  else if (typeof content === 'string') noteWrite(fd, bytesOf(content), where[0]);
  else {
    const [offset = 0, , position] = where;
    // A view of one byte each, whatever it was: the program's memory.
    noteWrite(fd, Buffer.from(content.buffer, content.byteOffset + offset, written), position);
  }
  return written;
};

fs.writeFileSync = (path, content, how = {}) => {
  if (inside(path) === undefined) return real.writeFileSync(path, content, how);
  const { mode = 0o666, flag = 'w', flush = false } = typeof how === 'string' ? {} : how;
  const fd = fs.openSync(path, flag, mode);
  const bytes = bytesOf(content);
  if (bytes.length > 0) fs.writeSync(fd, bytes, 0, bytes.length);
  if (flush) fs.fsyncSync(fd);
  fs.closeSync(fd);
};

const { promises } = fs;
const later = { ...promises };

for (const name of ['mkdir', 'rename', 'unlink', 'rmdir', 'rm']) {
  promises[name] = async (...args) => {
    const there = name !== 'rm' || real.existsSync(args[0]);
    const result = await later[name](...args);
    if (there) AFTERWARDS[`${name}Sync`](result, ...args);
    return result;
  };
}

promises.open = async (path, flags, ...how) => {
  const there = real.existsSync(path);
  const handle = await later.open(path, flags, ...how);
  if (inside(path) === undefined) return handle;
  noteOpen(handle.fd, path, flagsOf(flags), there);
  const { fd } = handle;
  const own = { appendFile: handle.appendFile, write: handle.write, close: handle.close };
  handle.appendFile = async (content, ...rest) => {
    await own.appendFile.call(handle, content, ...rest);
    noteWrite(fd, bytesOf(content));
  };
  handle.write = async (content, ...rest) => {
    if (typeof content !== 'string') throw new Error('the recorder knows writes of text only');
    const result = await own.write.call(handle, content, ...rest);
    noteWrite(fd, bytesOf(content));
    return result;
  };
  handle.sync = async () => {
    AFTERWARDS.fsyncSync(undefined, fd);
  };
  handle.close = async () => {
    files.delete(fd);
    await own.close.call(handle);
  };
  return handle;
};

syncBuiltinESMExports();
