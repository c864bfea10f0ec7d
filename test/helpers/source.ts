import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type Module, parseSync } from '@swc/core';
import { ROOT } from '../../bot/paths.js';
import { isRecord, objectsIn } from './json.js';

/** One import of a source file. */
export interface Import {
  /** Package name, or the path from `bot/` of a file of the house. */
  from: string;
  house: boolean;
  /** True when nothing of it is left after compiling. */
  typeOnly: boolean;
}

/** One source file of the bot. */
export interface Source {
  /** Path from `bot/`, such as `links/code.ts`. */
  path: string;
  imports: Import[];
  /** What the code uses of the surroundings: `process.env`, `console`, `new Date()`, `Date.now()`. */
  uses: string[];
  /** Names of variables of the module that can be set again. */
  mutable: string[];
  /** Whether it writes the status of a request, through Prisma or in SQL. */
  writesStatus: boolean;
}

const BOT = join(ROOT, 'bot');

/** Every source file of the bot, but for what Prisma generates. */
export function botSources(): Source[] {
  return readdirSync(BOT, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !path.startsWith('db/generated/'))
    .sort()
    .map((path) => readSource(path, readFileSync(join(BOT, path), 'utf8')));
}

/** Reads one source text that stands at a path below `bot/`. */
export function readSource(path: string, text: string): Source {
  const module = parseSync(text, { syntax: 'typescript', target: 'es2022' });
  const parts = [...objectsIn(module)];
  return {
    path,
    imports: parts.flatMap((part) => importOf(path, part)),
    uses: parts.flatMap(useOf),
    mutable: mutableOf(module),
    writesStatus: parts.some(writesStatus),
  };
}

function importOf(path: string, part: Record<string, unknown>): Import[] {
  const [from, typeOnly] = specifierOf(part);
  if (from === undefined) return [];
  if (!from.startsWith('.')) return [{ from, house: false, typeOnly }];
  const target = relative(BOT, join(BOT, dirname(path), from)).replace(/\.js$/, '.ts');
  return [{ from: target, house: true, typeOnly }];
}

function specifierOf(part: Record<string, unknown>): [string | undefined, boolean] {
  const value = (node: unknown) => (isRecord(node) && typeof node.value === 'string' ? node.value : undefined);
  if (
    part.type === 'ImportDeclaration' ||
    part.type === 'ExportNamedDeclaration' ||
    part.type === 'ExportAllDeclaration'
  )
    return [value(part.source), part.typeOnly === true];
  const called = part.type === 'CallExpression' && isRecord(part.callee) && part.callee.type === 'Import';
  if (!called || !Array.isArray(part.arguments)) return [undefined, false];
  const [first]: unknown[] = part.arguments;
  return [isRecord(first) ? value(first.expression) : undefined, false];
}

function useOf(part: Record<string, unknown>): string[] {
  const name = (node: unknown) => (isRecord(node) && node.type === 'Identifier' ? String(node.value) : undefined);
  const bare = !Array.isArray(part.arguments) || part.arguments.length === 0;
  if (part.type === 'NewExpression' && name(part.callee) === 'Date' && bare) return ['new Date()'];
  if (part.type === 'CallExpression' && name(part.callee) === 'Date') return ['new Date()'];
  if (part.type !== 'MemberExpression') return name(part) === 'console' ? ['console'] : [];
  const member = `${name(part.object)}.${name(part.property)}`;
  return ['process.env', 'Date.now'].includes(member) ? [`${member}${member === 'Date.now' ? '()' : ''}`] : [];
}

const WRITES = /^(?:create|update|upsert)/;

/** `….request.update({ … data: { … status … } … })`, or a text that updates the table. */
function writesStatus(part: Record<string, unknown>): boolean {
  if (part.type === 'TemplateElement') return /(?:UPDATE|INSERT INTO) "Request"/i.test(String(part.raw));
  if (part.type !== 'CallExpression' || !isRecord(part.callee)) return false;
  const { property, object } = part.callee;
  const table = isRecord(object) ? object.property : undefined;
  const named = (node: unknown) => (isRecord(node) ? String(node.value) : '');
  if (named(table) !== 'request' || !WRITES.test(named(property))) return false;
  const keyed = (key: string, within: unknown) =>
    [...objectsIn(within)].filter((one) => one.type === 'KeyValueProperty' && named(one.key) === key);
  return keyed('data', part.arguments).some(({ value }) => keyed('status', value).length > 0);
}

function mutableOf(module: Module): string[] {
  return module.body.flatMap((item) => {
    const declaration = item.type === 'ExportDeclaration' ? item.declaration : item;
    if (declaration.type !== 'VariableDeclaration' || declaration.kind === 'const' || declaration.declare) return [];
    return declaration.declarations.map(({ id }) => (id.type === 'Identifier' ? id.value : id.type));
  });
}
