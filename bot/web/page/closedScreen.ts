import type { PageView } from '../answers.js';
import { element, heading } from './dom.js';
import type { Screen } from './frame.js';
import { message } from './message.js';
import { OFFICE, REISSUE } from './words.js';

/** A link that was valid and is no longer: past its date, or revoked by the recording manager (管理責任者). */
export function closedScreen(view: PageView): Screen {
  const top = heading(view.heading);
  const next =
    view.state === 'expired' ? REISSUE : `お心当たりのないときや、もう一度必要なときは、${OFFICE}へご連絡ください。`;
  return {
    title: view.heading,
    content: [
      element('p', { class: 'receipt' }, view.receipt),
      top,
      message('caution', element('p', {}, view.lead)),
      element('p', {}, next),
    ],
    focus: top,
  };
}
