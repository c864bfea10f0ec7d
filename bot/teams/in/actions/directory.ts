import { z } from 'zod/v4';
import { confirmDirectory } from '../../../directory/confirm.js';
import { messageCard } from '../../cards/message.js';
import { type Handler, read } from './shared.js';

const HELD = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** The manager's word on a directory file that leaves out many people. */
export const DIRECTORY_ACTIONS: Record<string, Handler> = {
  async directory_confirm(turn, data) {
    await confirmDirectory(turn.ctx, turn.actor, turn.via, read(HELD, data).sha256);
    return messageCard(
      '職員名簿を反映します',
      '名簿にない方は、まもなくこのボットを使えなくなります。名簿のファイルがその後に変わっていたときは、新しい内容をあらためて確かめます。',
    );
  },
};
