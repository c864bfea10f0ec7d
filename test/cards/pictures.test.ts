import { describe, expect, it } from '@jest/globals';
import { openBrowser } from '../../scripts/cards/pictures.js';

describe('the pictures of the cards', () => {
  it('say what to install or set when there is no Chromium', async () => {
    await expect(openBrowser('/nowhere/chromium')).rejects.toThrow(
      /no Chromium at \/nowhere\/chromium.*CHROMIUM_PATH=/,
    );
  });
});
