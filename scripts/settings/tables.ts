import { isDeepStrictEqual } from 'node:util';
import { parseConfig } from '../../bot/config.js';
import { MEANINGS, SECTIONS } from './japanese.js';

/** Variables that one comment of `.env.example` explains, with the value that stands beside each. */
interface Setting {
  variables: { name: string; value: string }[];
  meaning: string;
}

interface Section {
  title: string;
  settings: Setting[];
}

/** Reads `.env.example`: `# --- title ---`, then comments, each followed by the variables that it explains. */
function readExample(text: string): Section[] {
  const sections: Section[] = [];
  let comment: string[] = [];
  let current: Setting | undefined;
  for (const line of text.split('\n')) {
    const title = /^# --- (.+?) -+$/.exec(line)?.[1];
    const [, name, value = ''] = /^#([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
    if (title !== undefined) {
      sections.push({ title, settings: [] });
    } else if (name !== undefined) {
      if (comment.length > 0) {
        current = { variables: [], meaning: comment.join(' ') };
        sections.at(-1)?.settings.push(current);
      }
      if (current === undefined) throw new Error(`.env.example: ${name} has no explanation`);
      current.variables.push({ name, value: value.replace(/^'(.*)'$/, '$1') });
      comment = [];
    } else if (line.startsWith('# ')) {
      comment.push(line.slice(2));
    } else {
      comment = [];
    }
  }
  return sections;
}

/** `.env.example` shows the default, or an example where there is none: what changes nothing is the default. */
function isDefault({ name, value }: { name: string; value: string }): boolean {
  try {
    return isDeepStrictEqual(parseConfig({ [name]: value }), parseConfig({}));
  } catch {
    return false;
  }
}

/** What differs between the two languages. */
interface Language {
  head: string;
  columns: string;
  empty: string;
  between: string;
  example(values: string): string;
  title(section: Section): string;
  meaning(setting: Setting): string;
}

const ENGLISH: Language = {
  head: `# Settings

Written by \`npm run settings\` from [.env.example](../.env.example); change that file, not this one. [日本語](settings.ja.md)

Every setting has a default. \`npm start\` and the commands of an operator read \`.env\` in the checkout; a change takes effect at the
next start. A faulty setting stops the start, and all faults are listed at once. _Empty_ means that nothing is set.`,
  columns: '| Variable | Default | Meaning |',
  empty: 'empty',
  between: ', ',
  example: (values) => ` Example: ${values}.`,
  title: ({ title }) => title,
  meaning: ({ meaning }) => meaning,
};

const JAPANESE: Language = {
  head: `# 設定

\`npm run settings\` が [.env.example](../.env.example) と \`scripts/settings/japanese.ts\` から書き出したものです。このファイルは直接
変更しないでください。[English](settings.md)

すべてに既定値があります。\`npm start\` と運用のコマンドは、本体のフォルダーの \`.env\` を読みます。変更は、次の起動から有効です。誤りが
あるときは、すべての誤りを示して起動を止めます。「空」は、何も設定しないことを表します。`,
  columns: '| 変数 | 既定値 | 意味 |',
  empty: '空',
  between: '、',
  example: (values) => `例：${values}`,
  title: ({ title }) => known(SECTIONS, title),
  meaning: ({ variables }) => known(MEANINGS, variables.map(({ name }) => name).join(' ')),
};

function known(words: Readonly<Record<string, string>>, key: string): string {
  const found = words[key];
  if (found === undefined) throw new Error(`scripts/settings/japanese.ts: 「${key}」 is missing`);
  return found;
}

function rowOf(setting: Setting, language: Language): string {
  const code = (texts: string[]) => texts.map((text) => `\`${text}\``).join(language.between);
  const examples = setting.variables.filter((one) => one.value !== '' && !isDefault(one)).map(({ value }) => value);
  const defaults = setting.variables.filter((one) => one.value !== '' && isDefault(one)).map(({ value }) => value);
  const meaning = language.meaning(setting) + (examples.length === 0 ? '' : language.example(code(examples)));
  const names = code(setting.variables.map(({ name }) => name));
  return `| ${names} | ${defaults.length === 0 ? language.empty : code(defaults)} | ${meaning} |`;
}

function pageOf(sections: readonly Section[], language: Language): string {
  const tables = sections.map((section) =>
    [
      `## ${language.title(section)}`,
      '',
      language.columns,
      '| --- | --- | --- |',
      ...section.settings.map((setting) => rowOf(setting, language)),
    ].join('\n'),
  );
  return `${[language.head, ...tables].join('\n\n')}\n`;
}

/**
 * The tables of all settings, by the file of `docs/` that each is.
 *
 * @param example text of `.env.example`
 * @throws Error when a variable or a heading has no words in Japanese
 */
export function settingsPages(example: string): Record<string, string> {
  const sections = readExample(example);
  return { 'settings.md': pageOf(sections, ENGLISH), 'settings.ja.md': pageOf(sections, JAPANESE) };
}
