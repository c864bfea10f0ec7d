import { cut, type Folded } from './normalise.js';

/** A sentence without its greetings and thanks, and which of them it had. */
export interface Courtesy {
  core: Folded;
  greeted: boolean;
  thanked: boolean;
}

const GREETING =
  '(?:お?忙しい(?:ところ|中)|お?取り込み中の?ところ|お休み(?:中の?|の)ところ)(?:を?(?:大変)?(?:(?:すみません|すいません|申し訳(?:ありません|ございません)|恐れ入ります)が?|失礼します))?|こんにち[はわ]|おはようございます|おはよう|こんばん[はわ]|はじめまして|初めまして|お疲れ様で(?:す|した)|お疲れさまで(?:す|した)|おつかれさまで(?:す|した)|お疲れ様|おつかれ|お世話に(?:なっております|なっています|なります)|失礼(?:いた|致)?します|もしもし|(?:すみません|すいません)が?|恐れ入りますが?|hello|hi(?![a-z])';
const THANKS =
  '(?:どうも|大変|いつも|本当に)*(?:ありがとうございま(?:す|した)|有難うございま(?:す|した)|ありがと(?:う|ー)*|感謝します|助かり(?:ます|ました))|(?:了解|承知)(?:です|しました|いたしました|$)|わかりました|分かりました|thanks?(?: you)?|arigat[oō]u?';
const REGARDS =
  '(?:どうぞ)?(?:よろしく|宜しく)(?:お願い(?:いた|致)?します|お願いします|お願い申し上げます|です|どうぞ)?|以上です|お手数(?:です|をおかけします)が';

const START = new RegExp(`^(?:(${GREETING}|${REGARDS})|(${THANKS}))(?![てで])[。、!.,~ー\\s]*`);
// Only after a pause: 「承認よろしくお願いします」 asks the manager, it is no courtesy after an order.
const END = new RegExp(`(?:^|[。、!.,\\s])(?:(${GREETING}|${REGARDS})|(${THANKS}))[。!.~ー\\s]*$`);

/** Takes greetings, thanks and regards off both ends, so that what is asked stands alone. */
export function withoutCourtesies(folded: Folded): Courtesy {
  const found: Courtesy = { core: folded, greeted: false, thanked: false };
  for (;;) {
    const { text } = found.core;
    const start = START.exec(text);
    const end = start === null ? END.exec(text) : null;
    const match = start ?? end;
    if (match === null || text === '') return found;
    if (match[1] === undefined) found.thanked = true;
    else found.greeted = true;
    found.core = start !== null ? cut(found.core, match[0].length, text.length) : cut(found.core, 0, match.index);
  }
}
