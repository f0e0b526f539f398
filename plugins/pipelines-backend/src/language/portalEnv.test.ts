import { ConfigReader } from '@backstage/config';
import type { Plan } from '@dop/plugin-pipelines-common';
import { readPipelinesConfig } from '../readPipelinesConfig';
import { LanguageWorker } from './LanguageWorker';

jest.setTimeout(60_000);

const file = `apiVersion: dop/v1
kind: Workflow
metadata: { name: layers }
spec:
  triggers: { manual: {} }
  env: { TEAM: shop, REGION: us, WHERE: '\${{ trigger.branch }}' }
  steps:
    say:
      uses: dop/shell@1
      env: { TEAM: checkout }
      with: { script: 'echo \${{ env.REGION }} \${{ env.SITE }} \${{ env.UNKNOWN }}' }
`;

describe('Variables of the portal', () => {
  const config = (env: Record<string, unknown>) =>
    readPipelinesConfig(
      new ConfigReader({ dop: { pipelines: { env } } } as never),
    ).env;

  it('are read from the configuration, as text', () => {
    expect(config({ REGION: 'eu', RETRIES: 3, VERBOSE: true })).toEqual({
      REGION: 'eu',
      RETRIES: '3',
      VERBOSE: 'true',
    });
    expect(() => config({ PATH: '/tmp' })).toThrow(
      /change how the portal runs/,
    );
    expect(() => config({ 'A-B': 'x' })).toThrow(/no name of a variable/);
  });

  it('are known to the linter, and lie under those of workflow and step', async () => {
    const language = LanguageWorker.create({
      portalEnv: { REGION: 'eu', SITE: 'berlin', TEAM: 'all' },
    });
    try {
      const { findings } = await language.ask({
        kind: 'lint',
        text: file,
        file: '.dop/layers.yaml',
        resolution: {
          components: {},
          problems: { 'dop/shell@1': 'It is not looked for in this test.' },
        },
      });
      expect(
        findings
          .filter(({ rule }) => rule === 'unknown-name')
          .map(({ message }) => message),
      ).toEqual([expect.stringContaining('UNKNOWN')]);
      const literal = (value: string) => ({ kind: 'literal', value } as const);
      const evaluated = await language.ask({
        kind: 'inputs',
        env: {
          TEAM: literal('shop'),
          REGION: literal('us'),
        } satisfies Plan['env'],
        step: {
          env: { TEAM: literal('checkout') },
          with: {
            say: { kind: 'expression', source: 'env.REGION + " " + env.SITE' },
          },
        },
        scope: { trigger: {}, inputs: {}, steps: {}, matrix: {} },
      });
      expect(evaluated).toEqual({
        inputs: { say: 'us berlin' },
        env: { REGION: 'us', SITE: 'berlin', TEAM: 'checkout' },
        envSources: { REGION: 'workflow', SITE: 'portal', TEAM: 'step' },
      });
    } finally {
      await language.close();
    }
  });
});
