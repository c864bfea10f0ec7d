import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ManifestUtil } from '@microsoft/teams-manifest';
import { zipSync } from 'fflate';
import { ROOT } from '../bot/paths.js';

const FOLDER = join(ROOT, 'appPackage');
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What differs from one installation to the next. */
export interface PackageValues {
  /** The bot's application (client) id in Entra; also the id of the Teams app. */
  botId: string;
  /** Where people reach the bot's pages: `https://` and a host, nothing after it. */
  publicUrl: string;
  /** Version of the app: Teams offers an update only when it rises. */
  version: string;
}

type Manifest = Parameters<typeof ManifestUtil.validateManifestAgainstSchema>[0];
type Schema = Parameters<typeof ManifestUtil.validateManifestAgainstSchema>[1];

/**
 * Takes the values from the environment.
 *
 * @param env `BOT_ID` and `PUBLIC_URL`, as the running bot has them
 * @param version the product's version
 * @throws Error naming each setting that is missing or wrong, with an example
 */
export function packageValues(env: Record<string, string | undefined>, version: string): PackageValues {
  const botId = env.BOT_ID?.trim() ?? '';
  const publicUrl = env.PUBLIC_URL?.trim().replace(/\/$/, '') ?? '';
  const faults: string[] = [];
  if (!GUID.test(botId)) {
    faults.push('BOT_ID: must be the application (client) id, for example 00000000-0000-0000-0000-000000000000');
  }
  if (!URL.canParse(publicUrl) || new URL(publicUrl).origin !== publicUrl || !publicUrl.startsWith('https://')) {
    faults.push('PUBLIC_URL: must be an https address without a path, for example https://recordings.city.example.jp');
  }
  if (faults.length > 0) throw new Error(`The app package needs these settings:\n  ${faults.join('\n  ')}`);
  return { botId, publicUrl, version };
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
    PUBLIC_URL: values.publicUrl,
    PUBLIC_HOST: new URL(values.publicUrl).hostname,
    VERSION: values.version,
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
