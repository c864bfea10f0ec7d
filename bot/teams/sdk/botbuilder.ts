// Not the package's index: that loads models, planners and the client of a language model, of which nothing is used.

import type { AdaptiveCard } from '@microsoft/teams-ai/lib/AdaptiveCards.js';
import { Application } from '@microsoft/teams-ai/lib/Application.js';
import type { TeamsAdapter } from '@microsoft/teams-ai/lib/TeamsAdapter.js';
import type { TurnState } from '@microsoft/teams-ai/lib/TurnState.js';
import {
  ActivityTypes,
  CardFactory,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type ConversationReference,
  MessageFactory,
  type TurnContext,
} from 'botbuilder';
import type { Config } from '../../config.js';
import { BOT_FRAMEWORK, type Keys } from './microsoft.js';
import {
  type Address,
  type Card,
  conversationOf,
  isPress,
  type Reply,
  secondsOf,
  type Teams,
  TeamsFault,
} from './port.js';

/**
 * Teams through the Bot Framework SDK (`botbuilder`) and `@microsoft/teams-ai`. The SDK verifies the token of a call once more.
 *
 * @param onError hears what a turn ended with, if not with an answer
 */
export function openBotbuilder(
  { bot }: Pick<Config, 'bot'>,
  { openIdMetadataUrl }: Keys,
  onError: (error: Error) => void,
): Omit<Teams, 'fetchFile'> {
  const adapter = new CloudAdapter(authenticationOf(bot, openIdMetadataUrl));
  // The SDK would print whole requests.
  adapter.onTurnError = async (_context, error) => onError(error);

  /** Does something in a conversation outside a turn. */
  async function through(to: Address, work: (context: TurnContext) => Promise<string>): Promise<string> {
    let result = '';
    let failure: { error: unknown } | undefined;
    await adapter.continueConversationAsync(bot.id, referenceOf(to), async (context) => {
      try {
        result = await work(context);
      } catch (error) {
        // Caught here: the adapter would hand it to its own error handler and tell nobody.
        failure = { error };
      }
    });
    if (failure !== undefined) throw faultOf(failure.error);
    return result;
  }

  return {
    answerWith(answers) {
      const app = new Application<TurnState>({ adapter: adapter as TeamsAdapter, startTypingTimer: false });
      app.adaptiveCards.actionExecute(
        async ({ activity }) => isPress(activity),
        async ({ activity }) => (await answers.press(activity)) as AdaptiveCard,
      );
      app.activity(ActivityTypes.Message, (context) => answers.message(context.activity, replyOf(context)));
      app.activity(ActivityTypes.InstallationUpdate, (context) =>
        answers.installation(context.activity, replyOf(context)),
      );
      app.activity(ActivityTypes.ConversationUpdate, ({ activity }) => answers.conversation(activity));
      return (req, res) => adapter.process(req, res, async (context) => void (await app.run(context)));
    },
    send: (to, card) => through(to, async (context) => (await context.sendActivity(messageOf(card)))?.id ?? ''),
    async update(to, id, card) {
      await through(to, async (context) => {
        await context.updateActivity({ ...messageOf(card), id });
        return '';
      });
    },
  };
}

/**
 * The SDK's check of who is calling, and its credentials: single tenant with a client secret, or a managed identity.
 *
 * The demo has no `BOT_ID`: there the SDK checks nobody, and the bot listens on loopback only. Every address is given here,
 * because the SDK takes all of them or none; the emulator gets no keys, so that nothing it signs can be verified.
 */
function authenticationOf(bot: Config['bot'], openIdMetadataUrl: string): ConfigurationBotFrameworkAuthentication {
  if (bot.id === '') return new ConfigurationBotFrameworkAuthentication({});
  return new ConfigurationBotFrameworkAuthentication({
    MicrosoftAppId: bot.id,
    MicrosoftAppTenantId: bot.tenantId,
    MicrosoftAppType: bot.type,
    // The SDK refuses a managed identity that has a password as well.
    MicrosoftAppPassword: bot.type === 'SingleTenant' ? bot.password : '',
    ToBotFromChannelTokenIssuer: BOT_FRAMEWORK,
    ToBotFromChannelOpenIdMetadataUrl: openIdMetadataUrl,
    ToChannelFromBotOAuthScope: BOT_FRAMEWORK,
    ToChannelFromBotLoginUrl: `https://login.microsoftonline.com/${bot.tenantId}`,
    OAuthUrl: BOT_FRAMEWORK,
    CallerId: 'urn:botframework:azure',
  });
}

const messageOf = (card: Card) => MessageFactory.attachment(CardFactory.adaptiveCard(card));

function replyOf(context: TurnContext): Reply {
  return async (card) => void (await context.sendActivity(messageOf(card)));
}

/** A stored conversation in the form the SDK continues it with. */
function referenceOf(to: Address): Partial<ConversationReference> {
  return {
    channelId: 'msteams',
    serviceUrl: to.serviceUrl,
    bot: { id: to.botId, name: '' },
    ...(to.userId === null ? {} : { user: { id: to.userId, name: '' } }),
    conversation: { name: '', ...conversationOf(to) },
  };
}

/** What the SDK throws when Teams, or the network, refuses; anything else is passed on. */
function faultOf(error: unknown): unknown {
  const { statusCode, code, response } = (error ?? {}) as {
    statusCode?: unknown;
    code?: unknown;
    response?: { headers?: { get?(name: string): string | undefined } };
  };
  const status = typeof statusCode === 'number' ? statusCode : undefined;
  if (status === undefined && typeof code !== 'string') return error;
  const retryAfter = secondsOf(response?.headers?.get?.('retry-after'));
  return new TeamsFault(status, typeof code === 'string' ? code : undefined, retryAfter);
}
