import { monitorEventLoopDelay } from 'node:perf_hooks';
import { LanguageWorker } from './LanguageWorker';

jest.setTimeout(90_000);

describe('LanguageWorker', () => {
  let language: LanguageWorker;

  beforeAll(() => {
    language = LanguageWorker.create();
  });
  afterAll(async () => {
    await language.close();
  });

  it('answers while hostile files cost the portal nothing', async () => {
    const file = '.dop/a.yaml';
    await language.ask({ kind: 'uses', file, text: '' });
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const resolution = { components: {}, problems: {} };
    const answers = await Promise.all(
      ['"'.repeat(130_000), 'a: [}\n'.repeat(20_000), '['.repeat(130_000)].map(
        text => language.ask({ kind: 'lint', file, text, resolution }),
      ),
    );
    delay.disable();
    for (const { findings, graph } of answers) {
      expect(graph).toBeUndefined();
      expect(findings[0].severity).toBe('error');
    }
    expect(delay.max / 1e6).toBeLessThan(400);
  });

  it('ends what overruns its time, and goes on in another thread', async () => {
    const hasty = LanguageWorker.create({ timeLimitMs: 1 });
    const evaluate = (source: string) =>
      hasty.ask({
        kind: 'inputs',
        env: {},
        step: { with: { value: { kind: 'expression', source } }, env: {} },
        scope: {
          trigger: {},
          inputs: { list: Array.from({ length: 300 }, (_, at) => at) },
          steps: {},
          matrix: {},
        },
      });
    // A thread may take longer than its limit to load.
    expect(await evaluate('1 + 1')).toEqual({
      inputs: { value: 2 },
      env: {},
      envSources: {},
    });
    const costly =
      'inputs.list.all(a, inputs.list.all(b, a + b > -1 && a * b > -1))';
    await expect(evaluate(costly)).rejects.toThrow(
      'The expressions take too long. Do the work in a component instead.',
    );
    expect(await evaluate('3 + 3')).toMatchObject({
      inputs: { value: 6 },
    });
    await hasty.close();
  });

  it('says which components a file uses', async () => {
    const text = `apiVersion: dop/v1
kind: Workflow
metadata: { name: a }
spec: { steps: { a: { uses: dop/shell@1 }, b: { uses: dop/node-test@^1.2 } } }`;
    expect(
      await language.ask({ kind: 'uses', file: '.dop/a.yaml', text }),
    ).toEqual(['dop/shell@1', 'dop/node-test@^1.2']);
  });
});
