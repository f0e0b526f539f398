import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { RepositoryRecord } from '@dop/plugin-access-common';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { Knex } from 'knex';
import type { PluginClient } from '../PluginClient';
import { EntityClaims } from './EntityClaims';
import { HostedKinds } from './HostedKinds';
import { HostedUrls } from './HostedUrls';
import { ReadMarks } from './ReadMarks';
import { RepositoryProvider } from './RepositoryProvider';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

type Listed = RepositoryRecord & { head?: string };

/** Git hosting that says what it was asked for. */
class CountingHosting {
  readonly repositories = new Map<string, Listed>();
  read: string[] = [];

  put(name: string, head: string, change: Partial<Listed> = {}) {
    this.repositories.set(name, {
      id: name,
      namespace: 'shop',
      name,
      owner: 'group:default/shop',
      visibility: 'internal',
      defaultBranch: 'main',
      protectedRefs: [],
      trust: 'none',
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
      head,
      ...change,
    });
  }

  async json(path: string): Promise<unknown> {
    const [, id, files] =
      /repositories\/([^/?]+)(\/files)?/.exec(path.split('?')[0]) ?? [];
    if (!id) {
      return { items: [...this.repositories.values()] };
    }
    const { head, name, ...record } = this.repositories.get(id)!;
    if (!files) {
      return { name, ...record };
    }
    this.read.push(id);
    if (name === 'forms') {
      const content = `apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: { name: forms }\nspec: { type: service, steps: [] }\n`;
      return {
        commit: { sha: head, message: '', time: '' },
        files: [{ path: 'forms/template.yaml', sha: 's', size: 1, content }],
      };
    }
    // Two of them claim one name.
    const claimed = name === 'late' ? 'early' : name;
    const content = `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: ${claimed} }\nspec: { type: service, lifecycle: production }\n`;
    return {
      commit: { sha: head, message: '', time: '' },
      files: [{ path: 'catalog-info.yaml', sha: 's', size: 1, content }],
    };
  }

  async request() {
    return undefined;
  }

  takeRead(): string[] {
    return this.read.splice(0);
  }
}

describe.each(databases.eachSupportedId())(
  'reading every repository on %p',
  databaseId => {
    let knex: Knex;
    const hosting = new CountingHosting();

    const provider = (
      baseUrl = 'http://localhost:7007',
      allow: { repository: string; kinds: string[] }[] = [],
    ) => {
      const config = mockServices.rootConfig({
        data: {
          backend: { baseUrl },
          app: { baseUrl },
          dop: { catalog: { allow } },
        },
      });
      const kinds = HostedKinds.fromConfig(config);
      const urls = HostedUrls.fromConfig(config);
      return RepositoryProvider.create({
        code: hosting as unknown as PluginClient,
        claims: EntityClaims.create(knex),
        marks: ReadMarks.create({ knex, kinds, urls }),
        kinds,
        urls,
        logger: mockServices.logger.mock(),
      });
    };

    beforeAll(async () => {
      knex = await databases.init(databaseId);
      await knex.migrate.latest({
        directory: resolvePackagePath(
          '@dop/plugin-catalog-backend-module-dop',
          'migrations',
        ),
      });
    });

    it('reads what changed since, also after a restart, and what has a complaint', async () => {
      hosting.repositories.clear();
      hosting.put('early', '1'.repeat(40));
      hosting.put('late', '2'.repeat(40));
      hosting.put('third', '3'.repeat(40));
      await provider().readAll();
      expect(hosting.takeRead()).toEqual(['early', 'late', 'third']);

      await provider().readAll();
      expect(hosting.takeRead()).toEqual(['late']);

      hosting.put('third', '4'.repeat(40));
      await provider().readAll();
      expect(hosting.takeRead()).toEqual(['late', 'third']);

      hosting.put('early', '1'.repeat(40), {
        visibility: 'private',
        updatedAt: '2026-02-01T00:00:00.000Z',
      });
      await provider().readAll();
      expect(hosting.takeRead()).toEqual(['early', 'late']);

      await provider('https://portal.example.com').readAll();
      expect(hosting.takeRead()).toEqual(['early', 'late', 'third']);

      await knex('dop_repository_reads')
        .where('repository_id', 'third')
        .update({ read_at: Date.now() - 25 * 3600_000 });
      await provider('https://portal.example.com').readAll();
      expect(hosting.takeRead()).toEqual(['late', 'third']);
    });

    it('has templates of a repository while an administrator allows it', async () => {
      hosting.repositories.clear();
      hosting.put('forms', '8'.repeat(40));
      const own = { repository: 'Shop/Forms', kinds: ['Template'] };
      const held = async () => {
        const refs = (await EntityClaims.create(knex).all()).map(({ entity }) =>
          stringifyEntityRef(entity),
        );
        return refs.filter(ref => ref.startsWith('template:'));
      };
      await provider().readAll();
      expect(await held()).toEqual([]);
      await provider(undefined, [own]).readAll();
      expect(await held()).toEqual(['template:shop/forms']);
      await provider(undefined, [{ ...own, repository: 'a/b' }]).readAll();
      expect(await held()).toEqual([]);
      expect(hosting.takeRead()).toEqual(['forms', 'forms', 'forms']);
    });

    it('lets a push come first', async () => {
      hosting.repositories.clear();
      hosting.put('a', '5'.repeat(40));
      hosting.put('b', '6'.repeat(40));
      hosting.put('c', '7'.repeat(40));
      const reader = provider();
      const pushed = ['c'];
      await reader.readAll(async () => {
        const id = hosting.read.length > 0 ? pushed.pop() : undefined;
        if (id) {
          await reader.readById(id);
        }
      });
      expect(hosting.takeRead().slice(0, 2)).toEqual(['a', 'c']);
    });
  },
);
