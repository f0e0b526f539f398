import {
  mkdir,
  mkdtemp,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { MarkdownGenerator } from './MarkdownGenerator';

describe('documentation pages without MkDocs', () => {
  const folders: string[] = [];
  afterAll(() =>
    Promise.all(folders.map(path => rm(path, { recursive: true }))),
  );

  async function folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'dop-docs-'));
    folders.push(path);
    return path;
  }

  async function generate(
    files: Record<string, string>,
    prepare?: (input: string) => Promise<void>,
  ) {
    const input = await folder();
    const output = await folder();
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(input, path)), { recursive: true });
      await writeFile(join(input, path), content);
    }
    await prepare?.(input);
    await MarkdownGenerator.create({
      config: mockServices.rootConfig(),
      logger: mockServices.logger.mock(),
    }).run({
      inputDir: input,
      outputDir: output,
      etag: 'etag-1',
      siteOptions: { name: 'checkout' },
    });
    return (path: string) => readFile(join(output, path), 'utf8');
  }

  it('makes a page of each document, with navigation, contents and links that hold', async () => {
    const read = await generate({
      'mkdocs.yml':
        'site_name: Checkout\nnav:\n  - Start: index.md\n  - Guides:\n      - guides/paying.md\n      - Elsewhere: https://example.com/\n',
      'docs/index.md':
        '# Welcome\n\nSee [paying](guides/paying.md#cards) and ![plan](plan.png).\n',
      'docs/guides/paying.md':
        '# Paying\n\n## Cards\n\n### Debit\n\nBack to the [start](../index.md).\n\n## Cards\n',
      'docs/plan.png': 'PNG',
    });
    const start = await read('index.html');
    expect(start).toContain('href="guides/paying/#cards"');
    expect(start).toContain('src="plan.png"');
    expect(start).toContain('<h1 id="welcome">Welcome</h1>');
    expect(start).toContain('href="https://example.com/"');
    expect(start).toContain(
      'href="./assets/stylesheets/main.d0bd0c55.min.css"',
    );
    const paying = await read('guides/paying/index.html');
    expect(paying).toContain('<title>Paying - Checkout</title>');
    expect(paying).toContain(
      'href="../../assets/stylesheets/main.d0bd0c55.min.css"',
    );
    expect(paying).toContain('Back to the <a href="../../">start</a>');
    expect(paying).toContain('<h2 id="cards_1">');
    expect(paying).toMatch(/md-nav__link--active" href=".\/">Paying/);
    expect(await read('plan.png')).toBe('PNG');
    expect(JSON.parse(await read('search/search_index.json')).docs).toEqual([
      expect.objectContaining({ location: 'guides/paying/', title: 'Paying' }),
      expect.objectContaining({ location: '', title: 'Welcome' }),
    ]);
    expect(JSON.parse(await read('techdocs_metadata.json'))).toMatchObject({
      site_name: 'Checkout',
      etag: 'etag-1',
    });
  });

  it('shows the README of a repository that has no documents', async () => {
    const read = await generate({ 'README.md': '# Checkout\n\nTakes money.' });
    expect(await read('index.html')).toContain('Takes money.');
  });

  it('lists the pages where nobody wrote a first one', async () => {
    const read = await generate({ 'docs/a.md': '# Aa', 'docs/b.md': 'text' });
    expect(await read('index.html')).toContain(
      '<a class="md-nav__link" href="a/">Aa</a>',
    );
  });

  it('says what is missing where there is nothing to show, or the file is broken', async () => {
    await expect(generate({})).rejects.toThrow(
      'write docs/index.md or README.md',
    );
    await expect(
      generate({ 'mkdocs.yml': 'nav: [', 'docs/index.md': 'x' }),
    ).rejects.toThrow('mkdocs.yml is not right');
    await expect(
      generate({ 'mkdocs.yml': 'docs_dir: ../..', 'README.md': 'x' }),
    ).rejects.toThrow('leads out of the repository');
  });

  it('runs nothing that a document says, and follows no link out of the folder', async () => {
    const read = await generate(
      {
        'docs/index.md':
          '# <script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n[a](javascript:alert(1))',
        'docs/evil.html': '<script>alert(1)</script>',
      },
      input => symlink('/etc/passwd', join(input, 'docs', 'passwd.txt')),
    );
    const page = await read('index.html');
    expect(page).not.toMatch(/<script|<img|href="javascript/);
    await expect(read('evil.html')).rejects.toThrow('ENOENT');
    await expect(read('passwd.txt')).rejects.toThrow('ENOENT');
  });
});
