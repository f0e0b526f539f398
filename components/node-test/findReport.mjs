import { copyFile, lstat, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inside } from './contract.mjs';

const usualFiles = [
  'junit.xml',
  'test-results.xml',
  'test-results/junit.xml',
  'reports/junit.xml',
  'coverage/junit.xml',
];

/**
 * Brings the report of a script to its place. Files that were there before the
 * script do not count: people commit old reports.
 *
 * @returns whether there is one
 */
export async function findReport({ project, wanted, report, viaNode, began }) {
  if (wanted) {
    const file = inside(project, wanted);
    return take(file);
  }
  if (await fresh(report)) {
    await rm(viaNode, { force: true });
    return true;
  }
  if ((await fresh(viaNode)) && (await hasTests(viaNode))) {
    await rename(viaNode, report);
    return true;
  }
  await rm(viaNode, { force: true });
  for (const file of [...usualFiles, ...(await surefireLike())]) {
    if (await take(join(project, file))) {
      console.log(`Report: ${file}`);
      return true;
    }
  }
  return false;

  async function take(file) {
    if (!(await fresh(file))) {
      return false;
    }
    await copyFile(file, report);
    return true;
  }

  async function fresh(file) {
    try {
      const found = await lstat(file);
      // A second of doubt for file systems with coarse times.
      return found.isFile() && found.size > 0 && found.mtimeMs >= began - 1000;
    } catch {
      return false;
    }
  }

  async function surefireLike() {
    try {
      return (await readdir(join(project, 'test-results')))
        .filter(name => name.endsWith('.xml'))
        .map(name => `test-results/${name}`);
    } catch {
      return [];
    }
  }

  async function hasTests(file) {
    return (await lstat(file)).size > 80;
  }
}
