import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ManifestUtil } from '@microsoft/teams-manifest';
import { zipSync } from 'fflate';
import { noticeUrl, pagesUrl } from '../bot/addresses.js';
import { ROOT } from '../bot/paths.js';
import { FORM_LABELS, FORM_NAMES } from '../bot/rule/fileNames.js';
import { ACT, CITY_NAME, MANAGER, OFFICE, SECTION } from '../bot/rule/office.js';
import { CITY, cityFaults } from '../bot/rule/profile/city.js';
import { RULE_TITLE } from '../bot/rule/text.js';

const FOLDER = join(ROOT, 'appPackage');
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What differs from one installation to the next. */
export interface PackageValues {
  /** The bot's application (client) id in Entra; also the id of the Teams app. */
  botId: string;
  /** Where Teams reaches the bot: `https://` and a host, nothing after it. */
  publicUrl: string;
  /** Where people reach its pages, in the same form; empty = `publicUrl`. */
  filesUrl: string;
  /** Whether the public notice is at `publicUrl` although people's pages are elsewhere. */
  publicNotice: boolean;
  /** Version of the app: Teams offers an update only when it rises. */
  version: string;
}

type Manifest = Parameters<typeof ManifestUtil.validateManifestAgainstSchema>[0];
type Schema = Parameters<typeof ManifestUtil.validateManifestAgainstSchema>[1];

/**
 * Takes the values from the environment.
 *
 * @param env `BOT_ID`, `PUBLIC_URL`, `FILES_URL`, `PUBLIC_NOTICE` and `CITY_PROFILE`, as the running bot has them
 * @param version the product's version
 * @throws Error naming each setting that is missing or wrong, with an example
 */
export function packageValues(env: Record<string, string | undefined>, version: string): PackageValues {
  const botId = env.BOT_ID?.trim() ?? '';
  const [publicUrl = '', filesUrl = ''] = [env.PUBLIC_URL, env.FILES_URL].map((one) => one?.trim().replace(/\/$/, ''));
  const faults: string[] = cityFaults(env.CITY_PROFILE);
  if (!GUID.test(botId)) {
    faults.push('BOT_ID: must be the application (client) id, for example 00000000-0000-0000-0000-000000000000');
  }
  if (!isAddress(publicUrl)) {
    faults.push('PUBLIC_URL: must be an https address without a path, for example https://recordings.city.example.jp');
  }
  if (filesUrl !== '' && !isAddress(filesUrl)) {
    faults.push('FILES_URL: must be an https address without a path, for example https://recordings.lan.example.jp');
  }
  if (faults.length > 0) throw new Error(`The app package needs these settings:\n  ${faults.join('\n  ')}`);
  return { botId, publicUrl, filesUrl, publicNotice: env.PUBLIC_NOTICE?.trim() === 'on', version };
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text && text.startsWith('https://');
}

/**
 * The manifest of `appPackage/manifest.json` with its placeholders filled in.
 *
 * @returns the JSON text that goes into the package
 * @throws Error when the template has a placeholder that nothing fills
 */
export function fillManifest(values: PackageValues): string {
  const known: Record<string, string> = {
    BOT_ID: values.botId,
    NOTICE_URL: noticeUrl(values),
    // Nothing that Teams shows comes from where it calls the bot.
    PAGES_HOST: new URL(pagesUrl(values)).hostname,
    VERSION: values.version,
    CITY: CITY_NAME,
    OFFICE,
    SECTION,
    MANAGER,
    ACT,
    RULE: CITY.rule.shortTitle,
    RULE_TITLE,
    APPLICATION: FORM_NAMES[1],
    FORM_1: FORM_LABELS[1],
    FORM_2: FORM_LABELS[2],
  };
  return readFileSync(join(FOLDER, 'manifest.json'), 'utf8').replace(/\$\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = known[name];
    if (value === undefined) throw new Error(`manifest.json: nothing fills \${{${name}}}`);
    return value;
  });
}

/**
 * Checks a manifest against Microsoft's own schema, kept in `appPackage/schema/`, without the network.
 *
 * @returns what is wrong, one sentence each; empty when nothing is
 */
export async function manifestFaults(manifest: string): Promise<string[]> {
  const schema: Schema = JSON.parse(readFileSync(join(FOLDER, 'schema', 'MicrosoftTeams.v1.25.schema.json'), 'utf8'));
  const parsed: Manifest = JSON.parse(manifest);
  return ManifestUtil.validateManifestAgainstSchema(parsed, schema);
}

/**
 * The app package: what an administrator uploads in the Teams admin center.
 *
 * @returns a zip file with the manifest and both icons at its top, as Teams wants them
 * @throws Error listing what Microsoft's schema does not accept
 */
export async function buildPackage(values: PackageValues): Promise<Uint8Array> {
  const manifest = fillManifest(values);
  const faults = await manifestFaults(manifest);
  if (faults.length > 0) throw new Error(`The manifest does not follow Microsoft's schema:\n  ${faults.join('\n  ')}`);
  return zipSync({
    'manifest.json': Buffer.from(manifest),
    'color.png': readFileSync(join(FOLDER, 'color.png')),
    'outline.png': readFileSync(join(FOLDER, 'outline.png')),
  });
}
