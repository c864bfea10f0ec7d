import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with one request on its way; `pass` sends it on, perhaps changed, and resolves with the answer, not yet given. */
export type Fault = (res: ServerResponse, pass: (change?: (body: Buffer) => Buffer) => Promise<Answer>) => unknown;

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** A server before another one, on whose way to and from it things go wrong as they are told to. */
export interface FaultyWay {
  url: string;
  /** Method and address without its query of each request, in order, and how many bytes it carried. */
  asked: { what: string; bytes: number }[];
  /** What goes wrong with the next requests, one each; then all is well. */
  next: Fault[];
  /** What goes wrong with every request from now on. */
  always: Fault | undefined;
  close(): Promise<void>;
}

export async function startFaultyWay(target: string): Promise<FaultyWay> {
  const way = { asked: [], next: [], always: undefined } as unknown as FaultyWay;
  const server = createServer(async (req, res) => {
    const body: Buffer[] = [];
    // Whoever gave up is not waited for.
    req.on('error', () => {});
    res.on('error', () => {});
    try {
      for await (const piece of req) body.push(piece);
    } catch {
      return;
    }
    const sent = Buffer.concat(body);
    way.asked.push({ what: `${req.method} ${req.url?.split('?')[0]}`, bytes: sent.length });
    const fault = way.next.shift() ?? way.always ?? passOn;
    fault(res, (change = (same) => same) => passed(target, req, change(sent)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  way.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  way.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return way;
}

function passed(target: string, req: IncomingMessage, body: Buffer): Promise<Answer> {
  const { promise, resolve, reject } = deferred<Answer>();
  const { 'transfer-encoding': _, ...headers } = req.headers;
  const onward = request(`${target}${req.url}`, { method: req.method, headers, agent: false }, async (answer) => {
    const pieces: Buffer[] = [];
    for await (const piece of answer) pieces.push(piece);
    resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(pieces) });
  });
  onward.on('error', reject);
  onward.end(body);
  return promise;
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  return { promise, resolve, reject };
}

/** Headers of one connection only, which the next one sets for itself. */
function written(res: ServerResponse, { status, headers }: Answer): void {
  const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...own } = headers;
  res.writeHead(status, own);
}

export const passOn: Fault = async (res, pass) => {
  const answer = await pass();
  written(res, answer);
  res.end(answer.body);
};

/** Answers by itself. */
export const answers =
  (status: number, headers: Record<string, string> = {}): Fault =>
  (res) =>
    res.writeHead(status, headers).end();

/** Says nothing. */
export const hangs: Fault = () => {};

/** Does what is asked and ends the connection instead of answering. */
export const losesAnswer: Fault = async (res, pass) => {
  await pass();
  res.destroy();
};

/** Gives the first bytes of the answer, then ends the connection. */
export const cutsAfter =
  (bytes: number): Fault =>
  async (res, pass) => {
    const answer = await pass();
    written(res, answer);
    res.write(answer.body.subarray(0, bytes), () => res.destroy());
  };

/** Gives the first bytes of the answer, then says nothing. */
export const stallsAfter =
  (bytes: number): Fault =>
  async (res, pass) => {
    const answer = await pass();
    written(res, answer);
    res.write(answer.body.subarray(0, bytes));
  };

/** Turns a bit of the last byte. */
function garbled(body: Buffer): Buffer {
  const other = Buffer.from(body);
  other[body.length - 1] = (body.at(-1) ?? 0) ^ 1;
  return other;
}

/** Gives an answer whose last byte is another one. */
export const garblesAnswer: Fault = async (res, pass) => {
  const answer = await pass();
  written(res, answer);
  res.end(garbled(answer.body));
};

/** Sends a request on whose last byte is another one. */
export const garblesRequest: Fault = async (res, pass) => {
  const answer = await pass(garbled);
  written(res, answer);
  res.end(answer.body);
};

/** Adds headers to the answer. */
export const addsHeaders =
  (headers: Record<string, string>): Fault =>
  async (res, pass) => {
    const answer = await pass();
    written(res, { ...answer, headers: { ...answer.headers, ...headers } });
    res.end(answer.body);
  };
