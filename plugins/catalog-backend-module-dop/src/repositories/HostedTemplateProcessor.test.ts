import { mockServices } from '@backstage/backend-test-utils';
import { HostedTemplateProcessor } from './HostedTemplateProcessor';
import { HostedUrls } from './HostedUrls';

const baseUrl = 'http://localhost:7007';
const urls = HostedUrls.fromConfig(
  mockServices.rootConfig({
    data: { backend: { baseUrl }, app: { baseUrl } },
  }),
);
const processor = HostedTemplateProcessor.create({ urls });

/** A template whose steps have these inputs, as it comes from an address. */
async function processed(target: string, inputs: [string, unknown][]) {
  const { spec } = await processor.preProcessEntity(
    {
      apiVersion: 'scaffolder.backstage.io/v1beta3',
      kind: 'Template',
      metadata: { name: 'service' },
      spec: {
        steps: inputs.map(([action, url]) => ({
          action,
          input: { url },
        })) as {},
      },
    },
    { type: 'url', target },
  );
  return (spec?.steps as { input: { url: unknown } }[]).map(
    ({ input }) => input.url,
  );
}

describe('HostedTemplateProcessor', () => {
  const repository = `${baseUrl}/api/code/repositories/shop/forms`;

  it('gives the addresses of what lies beside a hosted template', async () => {
    const found = await processed(
      `${repository}/blob?ref=main&path=service/template.yaml`,
      [
        ['fetch:template', './a skeleton'],
        ['fetch:plain', '../shared'],
        ['fetch:plain:file', '/LICENSE'],
        ['fetch:template', 'of/${{ parameters.kind }}'],
        ['fetch:template', 'https://example.com/skeleton'],
        ['fetch:template', '${{ parameters.from }}'],
        ['publish:elsewhere', './skeleton'],
        ['fetch:plain', 7],
      ],
    );
    expect(found).toEqual([
      `${repository}/blob?ref=main&path=service%2Fa%20skeleton`,
      `${repository}/blob?ref=main&path=shared`,
      `${repository}/blob?ref=main&path=%2FLICENSE`,
      `${repository}/blob?ref=main&path=service%2Fof%2F\${{ parameters.kind }}`,
      'https://example.com/skeleton',
      '${{ parameters.from }}',
      './skeleton',
      7,
    ]);
    expect(urls.parse(String(found[0]))?.path).toBe('service/a skeleton');
    expect(urls.parse(String(found[2]))?.path).toBe('LICENSE');
  });

  it('leaves templates from elsewhere to the scaffolder', async () => {
    expect(
      await processed('https://github.com/a/b/blob/main/template.yaml', [
        ['fetch:template', './skeleton'],
      ]),
    ).toEqual(['./skeleton']);
  });
});
