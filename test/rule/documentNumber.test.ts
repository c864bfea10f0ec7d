import { describe, expect, it } from '@jest/globals';
import { documentName, readDocumentNumber } from '../../bot/rule/documentNumber.js';

describe('the number of a document', () => {
  it.each([
    ['14の2', '14の2'],
    ['14-2', '14の2'],
    ['１４－２', '14の2'],
    ['第14号の2', '14の2'],
    ['市民発第14号の2', '14の2'],
    ['市民発第14号', '14'],
    ['14', '14'],
  ])('written %s is kept as %s', (typed, kept) => {
    expect(readDocumentNumber(typed)).toBe(kept);
  });

  it.each(['', '0', 'の2', '14の', '14の2の3', '市民発'])('is not %s', (typed) => {
    expect(readDocumentNumber(typed)).toBeUndefined();
  });

  it('is written in one way, with or without a branch', () => {
    expect(documentName('市民発', '14')).toBe('市民発第14号');
    expect(documentName('市民発', '14の2')).toBe('市民発第14号の2');
    expect(readDocumentNumber(documentName('市民発', '14の2'))).toBe('14の2');
  });
});
