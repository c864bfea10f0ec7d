/**
 * Writes what the bot is made of, as a list of packages that tools read (CycloneDX 1.5, JSON): `npm run sbom [-- FILE]`,
 * `sbom.cdx.json` unless told otherwise. It is made from the lock file; development packages are not in it.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const FORMAT = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only', '--omit=dev'];

const { stdout } = await promisify(execFile)('npm', FORMAT, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 });
const { components } = JSON.parse(stdout);
const file = process.argv[2] ?? join(ROOT, 'sbom.cdx.json');
writeFileSync(file, stdout);
process.stdout.write(`${components.length} packages in ${file}\n`);
