import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type {
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import {
  TechdocsGenerator,
  type GeneratorRunOptions,
} from '@backstage/plugin-techdocs-node';
import { readSite } from './site/readSite';
import { renderSite, stylesPath } from './site/renderSite';
import { styles } from './site/styles';

/**
 * Makes the pages that TechDocs shows out of Markdown, without MkDocs. Reads
 * `mkdocs.yml` for the site's name, its folder and its navigation; MkDocs'
 * plugins and extensions of Markdown are not known here.
 */
export class MarkdownGenerator extends TechdocsGenerator {
  static create(options: {
    config: RootConfigService;
    logger: LoggerService;
  }): MarkdownGenerator {
    return new MarkdownGenerator({
      ...options,
      // The parent asks for them; only MkDocs would use them.
      scmIntegrations: ScmIntegrations.fromConfig(options.config),
    });
  }

  override async run(
    options: Omit<GeneratorRunOptions, 'logger'>,
  ): Promise<void> {
    const { inputDir, outputDir, etag, siteOptions, logStream } = options;
    const site = await readSite(inputDir, siteOptions?.name);
    const { pages, searchIndex } = renderSite(site);
    const files = new Map<string, string | Buffer>([
      ...site.assets,
      ...pages,
      [stylesPath, styles],
      ['search/search_index.json', JSON.stringify(searchIndex)],
    ]);
    for (const [path, content] of files) {
      const target = join(outputDir, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content);
    }
    await writeFile(
      join(outputDir, 'techdocs_metadata.json'),
      JSON.stringify({
        site_name: site.name,
        site_description: site.description,
        build_timestamp: Date.now(),
        ...(etag && { etag }),
        files: [...files.keys(), 'techdocs_metadata.json'],
      }),
    );
    logStream?.write(`Made ${pages.size} pages\n`);
  }
}
