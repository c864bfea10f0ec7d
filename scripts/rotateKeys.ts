/**
 * Wraps the keys of all stored files with the present master key: `npm run keys:rotate`, after a new key was put first in MASTER_KEYS
 * (or KEY_VAULT_KEY was set or renewed) and the bot was restarted; the bot may be running. Ends with code 1 when a key could not be unwrapped.
 */
import '../bot/namedCity.js';

import { runCommand } from '../bot/commands/frame.js';
import { runRotation } from '../bot/commands/rotateKeys.js';
import { openByteStore, openKeyWrapper } from '../bot/files/store.js';
import { withDemoSecrets } from '../bot/secret.js';

await runCommand(process, { sentence: '鍵を更新できませんでした。' }, async ({ config, out }) => {
  const wrapper = await openKeyWrapper(withDemoSecrets(config));
  const { failed } = await runRotation({ bytes: await openByteStore(config), wrapper, out });
  return failed.length === 0 ? 0 : 1;
});
