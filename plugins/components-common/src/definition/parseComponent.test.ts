import { parseUses, selectVersion } from '../versions/uses';
import { validateValue } from '../schema/validateValue';
import { parseComponent } from './parseComponent';

const valid = `apiVersion: dop/v1
kind: DevOpsComponent
metadata: { name: notes }
spec:
  version: 1.0.0
  process: { command: [node, main.mjs] }
  inputs:
    type: object
    required: [since]
    properties:
      since: { type: string }
  outputs:
    type: object
    properties:
      notes: { x-dop: artifact }
`;

function findings(change: (text: string) => string) {
  return parseComponent(change(valid)).findings.map(
    ({ line, column, rule, message }) =>
      `${line}:${column} ${rule}: ${message}`,
  );
}

describe('parseComponent', () => {
  it('reads a definition', () => {
    const { definition, findings: none } = parseComponent(valid);
    expect(none).toEqual([]);
    expect(definition?.spec.inputs.required).toEqual(['since']);
  });

  it.each<[string, (text: string) => string, string]>([
    ['broken YAML', text => `${text}  x: [`, '16:7 yaml'],
    ['a key twice', text => `${text}kind: X\n`, '16:1 yaml'],
    [
      'an unknown field',
      text => text.replace('  version', '  netwrk: none\n  version'),
      '5:3 definition: There is no `netwrk` here.',
    ],
    [
      'a version that is none',
      text => text.replace('1.0.0', 'one'),
      '5:3 definition: `spec.version`',
    ],
    [
      'a keyword that the linter cannot judge',
      text => text.replace('{ type: string }', '{ oneOf: [] }'),
      '11:16 schema: The keyword oneOf is not supported',
    ],
    [
      'two types',
      text => text.replace('type: string', 'type: [string, integer]'),
      '11:16 schema: Only one type beside null',
    ],
    [
      'a name that no expression can read',
      text => text.replaceAll('since', 'since-when'),
      '11:7 schema: The name since-when',
    ],
    [
      'a required input that is not there',
      text => text.replace('[since]', '[until]'),
      '9:16 schema: `required` names until',
    ],
    [
      'nothing that can run',
      text => text.replace(/ {2}process.*\n/, ''),
      '4:1 no-program',
    ],
    [
      'a variable that would take over the runner',
      text => `${text}  variables: [{ name: LD_PRELOAD }]\n`,
      '16:17 definition',
    ],
    [
      'a sample that does not fit',
      text => `${text}  samples: [{ name: a, inputs: { since: 3 } }]\n`,
      '16:34 sample: The sample does not fit the schema. `since` must be string.',
    ],
  ])('shows %s with its place', (_, change, expected) => {
    expect(findings(change)[0]).toContain(expected);
  });

  it('does not follow aliases without end', () => {
    const bomb = ['a: &a [x, x]']
      .concat(
        Array.from(
          { length: 20 },
          (_, i) =>
            `b${i}: &b${i} [${Array(9)
              .fill(i === 0 ? '*a' : `*b${i - 1}`)
              .join(', ')}]`,
        ),
      )
      .join('\n');
    expect(parseComponent(bomb).findings[0].rule).toBe('yaml');
  });
});

describe('validateValue', () => {
  const schema = {
    type: 'object' as const,
    properties: { report: { 'x-dop': 'test-report' as const } },
    required: ['report'],
  };

  it('knows what an artifact is to the program and to the portal', () => {
    const written = { report: { path: 'outputs/junit.xml' } };
    expect(validateValue(schema, written, 'program')).toEqual([]);
    expect(validateValue(schema, written)[0].message).toBe(
      '`report` lacks `digest`.',
    );
    expect(validateValue(schema, {}, 'program')).toEqual([
      { path: '', message: 'Missing: `report`.' },
    ]);
  });
});

describe('versions', () => {
  it.each([
    ['dop/node-test@1', { namespace: 'dop', name: 'node-test', range: '1' }],
    ['a/b@1.2.3-rc.1', { namespace: 'a', name: 'b', range: '1.2.3-rc.1' }],
    ['node-test@1', undefined],
    ['dop/node-test', undefined],
    ['dop/node-test@^1', undefined],
    ['dop/../x@1', undefined],
    [`dop/${'a'.repeat(300)}@1`, undefined],
  ])('reads %s', (text, expected) => {
    expect(parseUses(text)).toEqual(expected);
  });

  it('takes the highest in a range, and previews only by name', () => {
    const all = ['1.0.0', '1.9.0', '1.10.0', '2.0.0-rc.1'];
    expect(selectVersion(all, '1')).toBe('1.10.0');
    expect(selectVersion(all, '1.9')).toBe('1.9.0');
    expect(selectVersion(all, '2')).toBeUndefined();
    expect(selectVersion(all, '2.0.0-rc.1')).toBe('2.0.0-rc.1');
    expect(selectVersion(all, '1.0.1')).toBeUndefined();
  });
});
