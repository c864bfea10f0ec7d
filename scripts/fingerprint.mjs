import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * SHA-256 of the content of some files.
 *
 * @param {string[]} files paths; all must exist
 * @returns {string} 64 hexadecimal digits
 */
export function hashOfContents(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}

/**
 * Every file below a folder whose name ends as asked, in a fixed order; none when the folder is missing.
 *
 * @param {string} folder
 * @param {string} ending for instance ".ts"
 * @returns {string[]} paths
 */
export function filesBelow(folder, ending) {
  try {
    return readdirSync(folder, { recursive: true })
      .filter((name) => name.endsWith(ending))
      .map((name) => join(folder, name))
      .sort();
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * A hash of names, sizes and times of change: cheap enough to be taken at every start, and different after any edit.
 *
 * @param {string} root names are taken relative to this folder
 * @param {string[]} files paths; all must exist
 * @returns {string} 64 hexadecimal digits
 */
export function hashOfStats(root, files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${relative(root, file)}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}
