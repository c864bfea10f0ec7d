import type { Activity } from 'botbuilder';
import type { Config } from '../config.js';

/** Hosts of Microsoft's Bot Connector for Teams; of trafficmanager.net, where anybody can have a name, the one of Teams only. */
const MICROSOFT =
  /^https:\/\/(smba\.trafficmanager\.net|([a-z0-9-]+\.)*botframework\.com|([a-z0-9-]+\.)*teams\.microsoft\.com)(:443)?(\/|$)/;
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/;

/** May anything be sent to this service address? In the demo the Playgrounds of this machine, else Microsoft's hosts only. */
export function isTrustedService(config: Pick<Config, 'demo'>, serviceUrl: string | undefined): boolean {
  if (serviceUrl === undefined) return false;
  return config.demo ? LOOPBACK.test(serviceUrl) : MICROSOFT.test(serviceUrl);
}

/** The tenant an activity comes from. */
export function tenantOf(activity: Partial<Activity>): string {
  const channelData: unknown = activity.channelData;
  const tenant = (channelData as { tenant?: { id?: unknown } } | undefined)?.tenant?.id;
  return activity.conversation?.tenantId ?? (typeof tenant === 'string' ? tenant : '');
}

/** Our own gate behind the SDK's token check: Teams, our tenant, a service address of ours to answer to. */
export function isAdmitted(config: Config, activity: Partial<Activity>): boolean {
  if (activity.channelId !== 'msteams' || !isTrustedService(config, activity.serviceUrl)) return false;
  return config.demo || tenantOf(activity).toLowerCase() === config.bot.tenantId.toLowerCase();
}
