import type { Config } from '../../config.js';
import type { FetchFile, Teams } from './port.js';

/** With what Teams is opened. */
export interface TeamsParts {
  config: Pick<Config, 'bot' | 'teamsSdk'>;
  /** Hears what a turn ended with, if not with an answer. */
  onError(error: Error): void;
  fetchFile: FetchFile;
}

/** Opens Teams through the SDK of the setting TEAMS_SDK; the other one is not loaded. */
export async function openTeams({ config, onError, fetchFile }: TeamsParts): Promise<Teams> {
  if (config.teamsSdk === 'agents') {
    const { openAgents } = await import('./agents.js');
    return { ...openAgents(config, onError), fetchFile };
  }
  const { openBotbuilder } = await import('./botbuilder.js');
  return { ...openBotbuilder(config, onError), fetchFile };
}
