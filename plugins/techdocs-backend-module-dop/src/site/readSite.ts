import { lstat, readdir, readFile } from 'node:fs/promises';
import { join, posix, relative, resolve, sep } from 'node:path';
import { InputError } from '@backstage/errors';
import { parseDocument } from 'yaml';

const maxFiles = 2_000;
const maxBytes = 64 * 1024 * 1024;

/** An entry of the navigation: a page, a link, or a heading over others. */
export interface NavEntry {
  title?: string;
  /** Path of a Markdown file in the documents' folder, or an address. */
  target?: string;
  children: NavEntry[];
}

/** Documents as they lie in a folder. */
export interface Site {
  name: string;
  description: string;
  /** Markdown by path in the documents' folder. */
  documents: Map<string, string>;
  /** All other files by path, pictures for instance. */
  assets: Map<string, Buffer>;
  /** Empty where the file names none. */
  nav: NavEntry[];
}

/**
 * Reads `mkdocs.yml` and the documents. Without either, a README is the site.
 *
 * @throws InputError when there is nothing to show, or mkdocs.yml is broken
 */
export async function readSite(folder: string, name = 'Docs'): Promise<Site> {
  const settings = await readSettings(folder);
  const docsFolder = resolve(folder, text(settings.docs_dir) ?? 'docs');
  const inside = relative(folder, docsFolder);
  if (inside === '..' || inside.startsWith(`..${sep}`)) {
    throw new InputError('docs_dir in mkdocs.yml leads out of the repository');
  }
  const documents = new Map<string, string>();
  const assets = new Map<string, Buffer>();
  for (const [path, content] of await readAll(docsFolder)) {
    if (/\.md$/i.test(path)) {
      documents.set(path, content.toString('utf8'));
    } else if (!/\.(html?|xhtml|svg)$/i.test(path)) {
      // What a browser would run comes from no repository.
      assets.set(path, content);
    }
  }
  if (documents.size === 0) {
    const readme = await readRegular(join(folder, 'README.md'));
    if (!readme) {
      throw new InputError(
        'There are no documents: write docs/index.md or README.md, or name the folder as docs_dir in mkdocs.yml',
      );
    }
    documents.set('index.md', readme.toString('utf8'));
  }
  return {
    name: text(settings.site_name) ?? name,
    description: text(settings.site_description) ?? '',
    documents,
    assets,
    nav: readNav(settings.nav),
  };
}

async function readSettings(folder: string): Promise<Record<string, unknown>> {
  for (const file of ['mkdocs.yml', 'mkdocs.yaml']) {
    const content = await readRegular(join(folder, file));
    if (content) {
      const document = parseDocument(content.toString('utf8'), {
        logLevel: 'silent',
      });
      const [error] = document.errors;
      if (error) {
        throw new InputError(`${file} is not right: ${error.message}`);
      }
      const value: unknown = document.toJS();
      return isRecord(value) ? value : {};
    }
  }
  return {};
}

function readNav(value: unknown): NavEntry[] {
  return (Array.isArray(value) ? value : []).flatMap((item): NavEntry[] => {
    if (typeof item === 'string') {
      return [{ target: item, children: [] }];
    }
    return isRecord(item)
      ? Object.entries(item).map(([title, target]) =>
          typeof target === 'string'
            ? { title, target, children: [] }
            : { title, children: readNav(target) },
        )
      : [];
  });
}

/** Regular files only: a link could lead anywhere on this machine. */
async function readAll(folder: string): Promise<[string, Buffer][]> {
  const found: [string, Buffer][] = [];
  let bytes = 0;
  const walk = async (path: string) => {
    const entries = await readdir(join(folder, path), {
      withFileTypes: true,
    }).catch(() => []);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const child = posix.join(path, entry.name);
      if (entry.isDirectory() && !entry.name.startsWith('.')) {
        await walk(child);
      } else if (entry.isFile()) {
        const content = await readFile(join(folder, child));
        bytes += content.length;
        found.push([child, content]);
        if (found.length > maxFiles || bytes > maxBytes) {
          throw new InputError(
            `There are more than ${maxFiles} files or 64 MiB of documents`,
          );
        }
      }
    }
  };
  const stat = await lstat(folder).catch(() => undefined);
  if (stat?.isDirectory()) {
    await walk('');
  }
  return found;
}

async function readRegular(path: string): Promise<Buffer | undefined> {
  const stat = await lstat(path).catch(() => undefined);
  return stat?.isFile() ? readFile(path) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
