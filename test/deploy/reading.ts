import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ROOT } from '../../bot/paths.js';

/** Text of a file of the checkout. */
export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** What a file of YAML holds, one after the other. @throws where it is no YAML */
export function readYaml<T = Record<string, unknown>>(path: string): T[] {
  return parseAllDocuments(read(path), { merge: true }).map((document) => {
    for (const error of document.errors) throw error;
    return document.toJS() as T;
  });
}

/** An object of Kubernetes, as far as all have it in common. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec?: unknown;
  data?: Record<string, string>;
}

type Validate = ((data: unknown) => boolean) & {
  errors: { instancePath: string; keyword: string; params: object }[] | null;
};

/** The checks of the OpenAPI description of Kubernetes, by group and kind; their package keeps them to itself. */
function checkOf({ apiVersion, kind }: Manifest): Validate {
  const [group = '', version = group] = apiVersion.split('/');
  const name = { v1: 'Core', 'networking.k8s.io': 'Networking' }[group] ?? group[0]?.toUpperCase() + group.slice(1);
  const file = `IoK8sApi${name}${version[0]?.toUpperCase()}${version.slice(1)}${kind}.js`;
  const folder = join(ROOT, 'node_modules', 'kubernetes-models', '_schemas');
  return (createRequire(import.meta.url)(join(folder, file)) as { validate: Validate }).validate;
}

/**
 * What is wrong with an object of Kubernetes by its description. The checks pass over a field that they do not know, as the cluster does by
 * default; here it is a fault, for it is mostly a slip of the pen: what was never looked at is unknown.
 */
export function faultsOf(manifest: Manifest): string[] {
  const looked: { value: object; path: string; seen: Set<PropertyKey> }[] = [];
  const validate = checkOf(manifest);
  validate(watched(manifest, '', looked));
  const unknown = looked.flatMap(({ value, path, seen }) =>
    Object.keys(value)
      .filter((key) => !seen.has(key))
      .map((key) => `${path}/${key} is unknown`),
  );
  return [
    ...(validate.errors ?? []).map(
      (error) => `${error.instancePath}: ${error.keyword} ${JSON.stringify(error.params)}`,
    ),
    ...unknown,
  ];
}

/** The same value, of which is noted what was looked at. */
function watched(value: unknown, path: string, looked: Parameters<typeof note>[0]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const seen = note(looked, value, path);
  const inner = new Map<PropertyKey, unknown>();
  return new Proxy(value, {
    get(target, key) {
      seen.add(key);
      if (!inner.has(key)) inner.set(key, watched(Reflect.get(target, key), `${path}/${String(key)}`, looked));
      return inner.get(key);
    },
  });
}

function note(looked: { value: object; path: string; seen: Set<PropertyKey> }[], value: object, path: string) {
  const seen = new Set<PropertyKey>();
  looked.push({ value, path, seen });
  return seen;
}

/** An instruction of a Dockerfile. */
export interface Instruction {
  word: string;
  /** What follows it, with its flags apart. */
  rest: string;
  flags: string[];
}

/** The stages of a Dockerfile by name; what stands before the first one is left out. */
export function stagesOf(dockerfile: string): Map<string, Instruction[]> {
  const lines = dockerfile
    .replace(/^#.*$/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages = new Map<string, Instruction[]>();
  let stage: Instruction[] | undefined;
  for (const line of lines) {
    const [, word = '', all = ''] = /^(\w+)\s+(.*)$/.exec(line.trim()) ?? [];
    if (word === 'FROM') {
      stage = [];
      stages.set(/ AS (\w+)$/.exec(all)?.[1] ?? '', stage);
    }
    const [flags = ''] = /^(?:--\S+\s+)*/.exec(all) ?? [];
    stage?.push({ word, rest: all.slice(flags.length), flags: flags.trim().split(/\s+/).filter(Boolean) });
  }
  return stages;
}

/** Whether the rules of a .dockerignore leave a path out; only plain names and `*` for all of a folder are known here. */
export function isIgnored(rules: string, path: string): boolean {
  let ignored = false;
  for (const line of rules.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const pattern = line.replace(/^!/, '');
    const fits =
      pattern === '*' ||
      path === pattern ||
      path.startsWith(`${pattern.replace(/\*$/, '')}${pattern.endsWith('*') ? '' : '/'}`);
    if (fits) ignored = !line.startsWith('!');
  }
  return ignored;
}
