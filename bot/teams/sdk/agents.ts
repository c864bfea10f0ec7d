import { ActivityTypes, type ConversationReference, Activity as HostedActivity } from '@microsoft/agents-activity';
import {
  AuthType,
  CardFactory,
  CloudAdapter,
  ConnectorClient,
  HttpClient,
  type HttpRequestConfig,
  type HttpResponse,
  MessageFactory,
  type TurnContext,
} from '@microsoft/agents-hosting';
import type { Config } from '../../config.js';
import {
  type Activity,
  type Address,
  assertId,
  type Bot,
  CALL_MS,
  type Card,
  conversationOf,
  isEdit,
  isPress,
  secondsOf,
  type Teams,
  TeamsFault,
} from './port.js';

const CONNECTION = 'serviceConnection';

/**
 * Teams through the Microsoft 365 Agents SDK (`@microsoft/agents-hosting`). It runs turns and sends; the token of a call is not
 * verified here but by the gate (docs/decisions/0023).
 *
 * @param onError hears what a turn ended with, if not with an answer
 */
export function openAgents({ bot }: Pick<Config, 'bot'>, onError: (error: Error) => void): Omit<Teams, 'fetchFile'> {
  const adapter = new GuardedAdapter(credentialsOf(bot));
  // The SDK would tell the person about it in English.
  adapter.onTurnError = async (_context, error) => onError(error);

  /** Does something in a conversation outside a turn. */
  async function through(to: Address, work: (context: TurnContext) => Promise<string>): Promise<string> {
    let result = '';
    let failure: { error: unknown } | undefined;
    await adapter.continueConversation({ aud: bot.id }, referenceOf(to), async (context) => {
      try {
        result = await work(context);
      } catch (error) {
        // Caught here: the adapter would hand it to its own error handler and tell nobody.
        failure = { error };
      }
    });
    if (failure !== undefined) throw failure.error;
    return result;
  }

  return {
    answerWith: (answers) => (req, res, claims) => {
      const activity = req.body as Activity;
      const call = { body: envelopeOf(activity), headers: req.headers, method: req.method };
      return adapter.process({ ...call, ...(claims && { user: claims }) }, res, (context) =>
        answer(answers, activity, context),
      );
    },
    send: (to, card) => through(to, async (context) => (await context.sendActivity(messageOf(card)))?.id ?? ''),
    async update(to, id, card) {
      assertId(id);
      await through(to, async (context) => {
        await context.updateActivity(Object.assign(messageOf(card), { id }));
        return '';
      });
    },
  };
}

/**
 * What the SDK has to know of an activity to answer it. It would refuse a whole activity, without any answer, for a single empty name
 * somewhere in it.
 */
function envelopeOf({ type, id, name, serviceUrl, from, recipient, conversation }: Activity): Record<string, unknown> {
  const { id: conversationId, conversationType, tenantId } = conversation ?? {};
  return {
    ...texts({ type, id, name, serviceUrl }),
    channelId: 'msteams',
    from: texts({ id: from?.id }),
    recipient: texts({ id: recipient?.id }),
    conversation: texts({ id: conversationId, conversationType, tenantId }),
  };
}

/** The entries that are texts, and not empty. */
const texts = (given: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => typeof value === 'string' && value !== ''));

/** Sends what comes in to the bot; what it does not know is not answered, which the SDK tells Teams as 501 for an invoke. */
async function answer(bot: Bot, activity: Activity, context: TurnContext): Promise<void> {
  const reply = async (card: Card) => void (await context.sendActivity(messageOf(card)));
  if (activity.type === ActivityTypes.Message) return bot.message(activity, reply);
  if (activity.type === ActivityTypes.MessageUpdate) return isEdit(activity) ? bot.edit(activity, reply) : undefined;
  if (activity.type === ActivityTypes.InstallationUpdate) return bot.installation(activity, reply);
  if (activity.type === ActivityTypes.ConversationUpdate) return bot.conversation(activity);
  if (activity.type !== ActivityTypes.Invoke || !isPress(activity)) return;
  const value = await bot.press(activity);
  const type = `application/vnd.microsoft.${typeof value === 'string' ? 'activity.message' : 'card.adaptive'}`;
  const response = { status: 200, body: { statusCode: 200, type, value } };
  await context.sendActivity(HostedActivity.fromObject({ type: ActivityTypes.InvokeResponse, value: response }));
}

/** The SDK's adapter, whose calls follow no redirect and do not wait for ever, and which asks for a token when it sends. */
class GuardedAdapter extends CloudAdapter {
  protected override async createConnectorClientWithIdentity(
    ...given: Parameters<CloudAdapter['createConnectorClientWithIdentity']>
  ): Promise<ConnectorClient> {
    // The SDK would ask for a token at every turn, also where the answer needs none.
    let opened: Promise<ConnectorClient> | undefined;
    return new Connector(given[1].serviceUrl ?? '', async () => {
      opened ??= super.createConnectorClientWithIdentity(...given);
      return (await opened).httpClient.defaultHeaders;
    });
  }
}

/** The SDK's client of the Connector. It puts ids into addresses as they are; here they are encoded first. */
class Connector extends ConnectorClient {
  constructor(serviceUrl: string, headers: () => Promise<Record<string, string>>) {
    super(new Courier(serviceUrl, headers));
  }

  override sendToConversation(...[conversation, body]: Parameters<ConnectorClient['sendToConversation']>) {
    return super.sendToConversation(encodeURIComponent(conversation), body);
  }

  override replyToActivity(...[conversation, activity, body]: Parameters<ConnectorClient['replyToActivity']>) {
    // This one encodes the activity by itself.
    return super.replyToActivity(encodeURIComponent(conversation), activity, body);
  }

  override updateActivity(...[conversation, activity, body]: Parameters<ConnectorClient['updateActivity']>) {
    return super.updateActivity(encodeURIComponent(conversation), encodeURIComponent(activity), body);
  }
}

/** Carries the calls. The SDK's own would take a card along to wherever it is redirected, and throws errors that quote it. */
class Courier extends HttpClient {
  constructor(
    serviceUrl: string,
    private readonly headers: () => Promise<Record<string, string>>,
  ) {
    super({ baseURL: serviceUrl });
  }

  /** @throws TeamsFault */
  override async request<T>(config: HttpRequestConfig): Promise<HttpResponse<T>> {
    const { method, url, data } = config;
    const headers = await this.headers().catch(() => {
      throw new TeamsFault(undefined, 'token', undefined);
    });
    const response = await fetch(`${this.baseURL.replace(/\/$/, '')}/${url}`, {
      method: method.toUpperCase(),
      headers,
      body: JSON.stringify(data),
      redirect: 'manual',
      signal: AbortSignal.timeout(CALL_MS),
    }).catch(() => {
      throw new TeamsFault(undefined, 'network', undefined);
    });
    const body = (await response.json().catch(() => ({}))) as T & { error?: { code?: unknown } };
    if (!response.ok) {
      const code = body?.error?.code;
      const retryAfter = secondsOf(response.headers.get('retry-after'));
      throw new TeamsFault(response.status, typeof code === 'string' ? code : undefined, retryAfter);
    }
    return { data: body, status: response.status, statusText: response.statusText, headers: response.headers, config };
  }
}

/** One connection for everything, so that no connection is taken from variables the SDK knows. In the demo it has no credentials. */
function credentialsOf(bot: Config['bot']): ConstructorParameters<typeof CloudAdapter>[0] {
  const settings = {
    clientId: bot.id,
    tenantId: bot.tenantId,
    ...(bot.type === 'SingleTenant'
      ? { authType: AuthType.ClientSecret, clientSecret: bot.password }
      : { authType: AuthType.UserManagedIdentity }),
  };
  const connections = new Map([[CONNECTION, settings]]);
  return { ...settings, connections, connectionsMap: [{ serviceUrl: '*', connection: CONNECTION }] };
}

const messageOf = (card: Card) => MessageFactory.attachment(CardFactory.adaptiveCard(card));

/** A stored conversation in the form the SDK continues it with. */
function referenceOf(to: Address): ConversationReference {
  return {
    channelId: 'msteams',
    serviceUrl: to.serviceUrl,
    ...(to.botId ? { agent: { id: to.botId } } : {}),
    ...(to.userId ? { user: { id: to.userId } } : {}),
    conversation: conversationOf(to),
  };
}
