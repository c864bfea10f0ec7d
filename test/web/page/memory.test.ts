import { describe, expect, it } from '@jest/globals';
import { tabMemory } from '../../../bot/web/page/memory.js';

/** The browser's storage, in a Map. */
function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    clear: () => kept.clear(),
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

describe('what a tab remembers over a reload', () => {
  it('is how far the person came with each link, until it is forgotten', () => {
    const tab = storage();
    tabMemory(() => tab).remember('a', 'code');
    tabMemory(() => tab).remember('b', 'signedIn');
    const reloaded = tabMemory(() => tab);
    expect([reloaded.stage('a'), reloaded.stage('b'), reloaded.stage('c')]).toEqual(['code', 'signedIn', null]);
    reloaded.forget('b');
    expect(reloaded.stage('b')).toBeNull();
  });

  it('is nothing where storage is switched off, and the page goes on', () => {
    const memory = tabMemory(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    memory.remember('a', 'code');
    memory.forget('a');
    expect(memory.stage('a')).toBeNull();
  });
});
