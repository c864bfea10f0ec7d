import { httpApi } from './api.js';
import { startFlow } from './flow.js';
import { frameOf } from './frame.js';
import { tabMemory } from './memory.js';
import { incompleteScreen } from './plainScreens.js';
import { linkIdOf, tokenOf } from './token.js';
import { sendFile } from './upload.js';

const frame = frameOf(document);
const token = tokenOf(location.hash);
const send: typeof fetch = (input, init) => fetch(input, init);
const askFirst = (event: Event) => event.preventDefault();

// Another link pasted into the same tab changes only the fragment, which loads nothing by itself.
window.addEventListener('hashchange', () => location.reload());

// A page taken out of the browser's memory by 「戻る」 would still say that it is on its way to the sign-in.
window.addEventListener('pageshow', (event) => event.persisted && location.reload());

if (token === null) frame.show(incompleteScreen());
else {
  const linkId = linkIdOf(token);
  startFlow(token, linkId, {
    api: httpApi(send, linkId),
    frame,
    memory: tabMemory(() => sessionStorage),
    signIn: document.getElementById('main')?.dataset.signIn === 'entra' ? 'entra' : 'code',
    go: (address) => location.assign(address),
    upload: sendFile,
    download: {
      send,
      wait: (ms) => new Promise((done) => setTimeout(done, ms)),
      // Missing outside https, whatever the types say.
      subtle: globalThis.isSecureContext ? crypto.subtle : undefined,
    },
    now: () => Date.now(),
    print: () => window.print(),
    listening: () => Array.from(document.querySelectorAll('audio')).some((player) => !player.paused),
    holdPage: (hold) =>
      hold ? window.addEventListener('beforeunload', askFirst) : window.removeEventListener('beforeunload', askFirst),
  });
}
