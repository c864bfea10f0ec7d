import { SingleBar } from 'cli-progress';
import type { ByteStore } from '../files/byteStore.js';
import type { KeyWrapper } from '../files/keyWrapper.js';
import { type Rotation, rotateKeys } from '../files/rotateKeys.js';

export interface RotateCommand {
  bytes: ByteStore;
  wrapper: KeyWrapper;
  /** Where the operator reads; a terminal also gets a progress bar. */
  out: NodeJS.WritableStream & { isTTY?: boolean };
}

/**
 * Wraps every stored file's key with the present master key and tells the operator in Japanese what came of it, and whether the
 * old master key may now be taken out of the settings.
 */
export async function runRotation({ bytes, wrapper, out }: RotateCommand): Promise<Rotation> {
  const bar = new SingleBar({
    stream: out,
    format: '包み直し中 {bar} {percentage}%　{value}/{total}件',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    clearOnComplete: true,
  });
  const show = (done: number, all: number): void => {
    if (!bar.isActive) bar.start(all, 0);
    bar.update(done);
  };
  try {
    const rotation = await rotateKeys(bytes, wrapper, out.isTTY === true ? show : undefined);
    bar.stop();
    out.write(describe(rotation));
    return rotation;
  } finally {
    bar.stop();
  }
}

/** How many files that could not be unwrapped are named. */
const NAMED = 20;

function describe({ keyId, rewrapped, current, failed }: Rotation): string {
  const unnamed = failed.length - NAMED;
  return [
    `保存ファイルの鍵の包み直しが終わりました（現在のマスターキー：${keyId}）。`,
    `　包み直したもの　${count(rewrapped)}件`,
    `　すでに現在のマスターキーのもの　${count(current)}件`,
    `　開けなかったもの　${count(failed.length)}件`,
    ...failed.slice(0, NAMED).map((fileId) => `　　・${fileId}`),
    ...(unnamed > 0 ? [`　　・ほか${count(unnamed)}件`] : []),
    failed.length === 0
      ? 'ボットをこの設定で再起動したあとの包み直しであれば、古い鍵をMASTER_KEYSから外せます。'
      : '古い鍵はMASTER_KEYSから外さないでください。開けなかったものの鍵をMASTER_KEYSに加えて、もう一度実行してください。',
    '',
  ].join('\n');
}

function count(files: number): string {
  return files.toLocaleString('ja-JP');
}
