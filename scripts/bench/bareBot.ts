/**
 * The peer: the least that a bot of `@microsoft/teams-ai` can be. State in memory, one fixed card as the answer to every press and
 * every sentence; nothing is kept, nobody is asked who they are. Says `{"msg":"ready","port":…}` when it listens.
 */
import type { AddressInfo } from 'node:net';
import { Application } from '@microsoft/teams-ai';
import {
  CardFactory,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  MemoryStorage,
  MessageFactory,
} from 'botbuilder';
import express from 'express';

const CARD = {
  type: 'AdaptiveCard' as const,
  version: '1.5' as const,
  body: [{ type: 'TextBlock', text: '承認しました。', wrap: true }],
  actions: [{ type: 'Action.Execute', title: '次へ', verb: 'next', data: {} }],
};

const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
const bot = new Application({ storage: new MemoryStorage() });
bot.adaptiveCards.actionExecute('next', async () => CARD);
bot.activity('message', async (context) => {
  await context.sendActivity(MessageFactory.attachment(CardFactory.adaptiveCard(CARD)));
});

const app = express();
app.post('/api/messages', express.json(), async (req, res) => {
  await adapter.process(req, res, async (context) => {
    await bot.run(context);
  });
});
const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ msg: 'ready', port })}\n`);
});
