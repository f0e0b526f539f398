import { mockServices } from '@backstage/backend-test-utils';
import { LunrSearchEngine } from '@backstage/plugin-search-backend-node';
import { PatientLunrSearchEngine } from './PatientLunrSearchEngine';

describe('search in a portal without documents', () => {
  const query = { term: 'anything', types: ['techdocs'] };

  it('finds nothing where Backstage fails', async () => {
    const logger = mockServices.logger.mock();
    await expect(new LunrSearchEngine({ logger }).query(query)).rejects.toThrow(
      'Missing index',
    );
    await expect(
      new PatientLunrSearchEngine({ logger }).query(query),
    ).resolves.toEqual({ results: [], numberOfResults: 0 });
  });

  it('finds what is there', async () => {
    const engine = new PatientLunrSearchEngine({
      logger: mockServices.logger.mock(),
    });
    const indexer = await engine.getIndexer('techdocs');
    const indexed = new Promise((resolve, reject) => {
      indexer.on('close', resolve).on('error', reject);
    });
    indexer.end({ title: 'Trust', text: 'Who may run', location: '/docs' });
    await indexed;
    const found = await engine.query({ term: 'trust', types: ['techdocs'] });
    expect(found.results.map(({ document }) => document.title)).toEqual([
      'Trust',
    ]);
  });
});
