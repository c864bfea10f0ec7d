import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Stands in the place of a deployment of Azure OpenAI. */
export interface FakeModel {
  url: string;
  /** What was asked of it: the bodies, as they came. */
  asked: string[];
  /** What it says to the next question, whatever that is; null never answers. */
  says: string | null;
  /** The status of its answers. */
  status: number;
  close(): Promise<void>;
}

export async function startModel(): Promise<FakeModel> {
  const server = createServer(async (req, res) => {
    model.asked.push(`${req.url ?? ''} ${await text(req)}`);
    if (model.says === null) return;
    const message = { role: 'assistant', content: model.says };
    res.writeHead(model.status, { 'content-type': 'application/json', location: '/elsewhere' });
    res.end(
      JSON.stringify({ id: 'x', object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'stop' }] }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const model: FakeModel = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    says: '{"meaning":"none"}',
    status: 200,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
  return model;
}
