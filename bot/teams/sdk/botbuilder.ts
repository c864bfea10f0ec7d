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
  type Activity as SdkActivity,
  type TurnContext,
} from 'botbuilder';
import type { Config } from '../../config.js';
import { BOT_FRAMEWORK, MICROSOFTS_KEYS } from './microsoft.js';
import {
  type Address,
  assertId,
  CALL_MS,
  type Card,
  conversationOf,
  isEdit,
  isPress,
  type Reply,
  secondsOf,
  type Teams,
  TeamsFault,
} from './port.js';

/**
 * Teams through the Bot Framework SDK (`botbuilder`) and `@microsoft/teams-ai`. It runs turns and sends; the token of a call is not
 * verified here but by the gate (docs/decisions/0023).
 *
 * @param onError hears what a turn ended with, if not with an answer
 */
export function openBotbuilder(
  { bot }: Pick<Config, 'bot'>,
  onError: (error: Error) => void,
): Omit<Teams, 'fetchFile'> {
  const adapter = new AdmittingAdapter(new PatientAuthentication(...authenticationOf(bot)));
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
      const app = new Application<TurnState>({
        adapter: adapter as unknown as TeamsAdapter,
        startTypingTimer: false,
        removeRecipientMention: false,
      });
      app.adaptiveCards.actionExecute(
        async ({ activity }) => isPress(activity),
        async ({ activity }) => (await answers.press(activity)) as AdaptiveCard,
      );
      app.activity(ActivityTypes.Message, (context) => answers.message(context.activity, replyOf(context)));
      app.activity(ActivityTypes.MessageUpdate, async (context) => {
        if (isEdit(context.activity)) await answers.edit(context.activity, replyOf(context));
      });
      app.activity(ActivityTypes.InstallationUpdate, (context) =>
        answers.installation(context.activity, replyOf(context)),
      );
      app.activity(ActivityTypes.ConversationUpdate, ({ activity }) => answers.conversation(activity));
      return async (req, res) => {
        const work = async (context: TurnContext) => void (await app.run(context));
        const { status = 200, body } = (await adapter.admit(bot.id, req.body as SdkActivity, work)) ?? {};
        res.status(status).send(body);
      };
    },
    send: (to, card) => through(to, async (context) => (await context.sendActivity(messageOf(card)))?.id ?? ''),
    async update(to, id, card) {
      assertId(id);
      await through(to, async (context) => {
        await context.updateActivity({ ...messageOf(card), id });
        return '';
      });
    },
  };
}

/** The SDK's adapter, which runs turns of calls that the gate has admitted: its own check would fetch the keys a second time. */
class AdmittingAdapter extends CloudAdapter {
  /** @returns what the response holds, where it holds something */
  admit(botId: string, activity: SdkActivity, work: (context: TurnContext) => Promise<void>) {
    const claimsIdentity = this.createClaimsIdentity(botId);
    const connectorFactory = this.botFrameworkAuthentication.createConnectorFactory(claimsIdentity);
    const admitted = { claimsIdentity, connectorFactory, audience: BOT_FRAMEWORK, callerId: CALLER };
    return this.processActivity(admitted, activity, work);
  }
}

/** The SDK's credentials, whose calls neither wait for ever nor are repeated: what becomes of a message is the queue's to decide. */
class PatientAuthentication extends ConfigurationBotFrameworkAuthentication {
  override createConnectorFactory(
    ...given: Parameters<ConfigurationBotFrameworkAuthentication['createConnectorFactory']>
  ) {
    const factory = super.createConnectorFactory(...given);
    const create = factory.create.bind(factory);
    factory.create = async (...address) => {
      const connector = await create(...address);
      const { pipeline } = (connector as unknown as { client: { pipeline: Pipeline } }).client;
      // It would sleep through a Retry-After with the chat in its hand, and send again what may have arrived.
      pipeline.removePolicy({ name: 'defaultRetryPolicy' });
      pipeline.addPolicy({
        name: 'limit',
        sendRequest: (request, next) => next(Object.assign(request, { timeout: CALL_MS })),
      });
      return connector;
    };
    return factory;
  }
}

/** As much of the pipeline of Azure's core packages as is used here. */
interface Pipeline {
  removePolicy(which: { name: string }): void;
  addPolicy(policy: {
    name: string;
    sendRequest(request: object, next: (request: object) => Promise<unknown>): Promise<unknown>;
  }): void;
}

/** Who calls, as the SDK names the Bot Framework. */
const CALLER = 'urn:botframework:azure';

/**
 * The SDK's credentials: single tenant with a client secret, or a managed identity; the demo has none. Every address is given here,
 * because the SDK takes all of them or none.
 */
function authenticationOf(bot: Config['bot']): ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication> {
  if (bot.id === '') return [{}];
  const settings = {
    MicrosoftAppId: bot.id,
    MicrosoftAppTenantId: bot.tenantId,
    MicrosoftAppType: bot.type,
    // The SDK refuses a managed identity that has a password as well.
    MicrosoftAppPassword: bot.type === 'SingleTenant' ? bot.password : '',
    ToBotFromChannelTokenIssuer: BOT_FRAMEWORK,
    ToBotFromChannelOpenIdMetadataUrl: MICROSOFTS_KEYS.openIdMetadataUrl,
    ToChannelFromBotOAuthScope: BOT_FRAMEWORK,
    ToChannelFromBotLoginUrl: `https://login.microsoftonline.com/${bot.tenantId}`,
    OAuthUrl: BOT_FRAMEWORK,
    CallerId: CALLER,
  };
  return [settings];
}

const messageOf = (card: Card) => MessageFactory.attachment(CardFactory.adaptiveCard(card));

function replyOf(context: TurnContext): Reply {
  return async (card) => {
    try {
      await context.sendActivity(messageOf(card));
    } catch (error) {
      throw faultOf(error);
    }
  };
}

/** A stored conversation in the form the SDK continues it with. */
function referenceOf(to: Address): Partial<ConversationReference> {
  return {
    channelId: 'msteams',
    serviceUrl: to.serviceUrl,
    bot: { id: to.botId, name: '' },
    ...(to.userId ? { user: { id: to.userId, name: '' } } : {}),
    conversation: { name: '', ...conversationOf(to) },
  };
}

/** What the SDK and Node.js call faults of the network. */
const NETWORK = /^(E[A-Z_]+|REQUEST_SEND_ERROR)$/;

/** What a call that took too long ends with. */
const TOO_LONG = 'AbortError';

/** What the SDK throws when Teams, the network or the sign-in refuses; anything else is passed on. */
function faultOf(error: unknown): unknown {
  const { statusCode, code, response } = (error ?? {}) as {
    statusCode?: unknown;
    code?: unknown;
    response?: { headers?: { get?(name: string): string | undefined } };
  };
  if (typeof statusCode === 'number') {
    const retryAfter = secondsOf(response?.headers?.get?.('retry-after'));
    return new TeamsFault(statusCode, typeof code === 'string' ? code : undefined, retryAfter);
  }
  const late = error instanceof Error && error.name === TOO_LONG;
  if (late || (typeof code === 'string' && NETWORK.test(code))) return new TeamsFault(undefined, 'network', undefined);
  // Of the sign-in with Entra ID, before anything is sent.
  if (error instanceof Error && /AuthError|ServerError|AuthenticationError/.test(error.name)) {
    return new TeamsFault(undefined, 'token', undefined);
  }
  return error;
}
