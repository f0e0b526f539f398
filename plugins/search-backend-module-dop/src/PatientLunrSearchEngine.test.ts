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
    const titles = async (term: string) =>
      (await engine.query({ term, types: ['techdocs'] })).results.map(
        ({ document }) => document.title,
      );
    expect(await titles('trust')).toEqual(['Trust']);
    expect(await titles('trusts')).toEqual(['Trust']);
    expect(await titles('tr')).toEqual(['Trust']);
    // Two other letters make another word of so short a one.
    expect(await titles('crush')).toEqual([]);
    expect(await titles('run')).toEqual(['Trust']);
    expect(await titles('ran')).toEqual([]);
  });
});
