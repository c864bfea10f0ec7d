import { isAscii, isUtf8 } from 'node:buffer';
import { AppError } from '../errors.js';

const LINE_FEED = 0x0a;
const MAX_LINE_BYTES = 65_536;
const QUOTED = /^(?:[^",]*|"(?:[^"]|"")*")(?:,(?:[^",]*|"(?:[^"]|"")*"))*$/;

/**
 * Turns the bytes of a CSV into lines of text without their line ends, holding one line at a time. The encoding is decided by
 * the first line with anything but ASCII in it: valid UTF-8 (with or without BOM) is UTF-8, anything else CP932. The bytes are
 * cut into lines before they are decoded, so one damaged byte damages its own line only.
 *
 * @param onBytes told how many bytes of the file have been used up
 * @throws AppError `invalid_input` when a line is longer than 64 KB: that is no index
 */
export async function* decodeLines(
  chunks: AsyncIterable<Buffer>,
  onBytes: (bytesRead: number) => void = () => {},
): AsyncGenerator<string> {
  const decode = lineDecoder();
  let bytesRead = 0;
  for await (const line of splitLines(chunks)) {
    bytesRead += line.length;
    onBytes(bytesRead);
    yield decode(line).replace(/\r?\n$/, '');
  }
}

/**
 * Keeps a record within its line: where the quotes of a line are damaged they are dropped, since a quote left open would make
 * a CSV parser swallow the calls that follow.
 */
export function closeQuotes(line: string): string {
  return !line.includes('"') || QUOTED.test(line) ? line : line.replaceAll('"', '');
}

async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      yield bytes.subarray(start, end + 1);
      start = end + 1;
    }
    rest = Buffer.from(bytes.subarray(start));
    if (rest.length > MAX_LINE_BYTES) {
      throw new AppError(
        'invalid_input',
        'the recorder index has a line longer than 64 KB',
        '索引（index.csv）がCSVとして読み取れません。録音装置から書き出し直してください。',
      );
    }
  }
  if (rest.length > 0) yield rest;
}

function lineDecoder(): (line: Buffer) => string {
  let decoder: TextDecoder | undefined;
  return (line) => {
    if (isAscii(line)) return line.toString('latin1');
    decoder ??= new TextDecoder(isUtf8(line) ? 'utf-8' : 'shift_jis');
    return decoder.decode(line);
  };
}
