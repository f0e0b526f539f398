import type { JsonObject, JsonValue } from '@backstage/types';
import fc from 'fast-check';
import { parse } from 'yaml';
import { lineDifference } from '../testUtils/lineDifference';
import { drawWorkflow } from './drawWorkflow';
import { editWorkflow } from './editWorkflow';
import { applyChanges } from './TextChange';
import type { WorkflowEdit } from './WorkflowEdit';

const names = ['source', 'test', 'image', 'release', 'ship'];
const value: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom(
    'plain',
    'a: b',
    '# no',
    "it's",
    '',
    'true',
    '12',
    'ä😀',
    '{x}',
  ),
  fc.constantFrom('two\nlines\n', 'no end\nof it', ' spaces '),
  fc.constant('${{ trigger.commit }}'),
  fc.integer(),
  fc.boolean(),
  fc.array(fc.constantFrom('one', 'two, three', 'four'), { maxLength: 3 }),
  fc.constant({ key: ['deep', { more: 1 }], other: {} }),
);

/** A file as people write them: comments everywhere, lines and brackets. */
const file = fc
  .record({
    steps: fc.shuffledSubarray(names, { minLength: 1 }),
    gaps: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    flow: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    links: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    eol: fc.constantFrom('\n', '\r\n'),
    mark: fc.constantFrom('', '\uFEFF'),
    lastLine: fc.boolean(),
  })
  .map(({ steps, gaps, flow, links, eol, mark, lastLine }) => {
    const lines = [
      '# begin',
      'apiVersion: dop/v1 # version',
      'kind: Workflow',
      'metadata: { name: x } # name',
      'spec:',
      '  # triggers',
      '  triggers: { push: {} }',
      '  env: # variables',
      '    A: b # of a',
      '  steps: # all of them',
      ...steps.flatMap((id, at) => {
        const before = steps.slice(Math.max(0, at - 2), at);
        const read = before[0] && links[at];
        return [
          `    # about ${id}`,
          `    ${id}: # name ${id}`,
          '      uses: dop/shell@1 # what',
          ...(before.length === 0
            ? []
            : flow[at]
            ? [`      needs: [${before.join(', ')}] # after`]
            : [
                '      needs: # after',
                ...before.map(need => `        - ${need} # because`),
              ]),
          ...(flow[at]
            ? [
                `      with: { script: "x", tree: ${
                  read ? `'\${{ steps.${before[0]}.outputs.tree }}'` : '1'
                } } # inputs`,
              ]
            : [
                '      with:',
                '        # the script',
                '        script: |',
                '          make',
                '        tree: ' +
                  (read
                    ? `\${{ steps.${before[0]}.outputs.tree }} # link`
                    : '1'),
              ]),
          ...(gaps[at] ? [''] : []),
        ];
      }),
      '# end',
    ];
    return mark + lines.join(eol) + (lastLine ? eol : '');
  });

function editOf(text: string, pick: number, given: JsonValue): WorkflowEdit {
  const ids = drawWorkflow(text)!.steps.map(({ id }) => id);
  const id = ids[pick % ids.length];
  const other = ids[(pick >> 3) % ids.length];
  const step = ['spec', 'steps', id];
  const edits: WorkflowEdit[] = [
    { type: 'set', path: [...step, 'with', 'script'], value: given },
    { type: 'set', path: [...step, 'with', 'fresh'], value: given },
    { type: 'set', path: [...step, 'retry', 'attempts'], value: 3 },
    { type: 'set', path: [...step, 'title'], value: 'For people' },
    { type: 'set', path: ['spec', 'env', 'NEW'], value: 'text' },
    { type: 'unset', path: [...step, 'with', 'tree'] },
    { type: 'unset', path: [...step, 'needs', 0] },
    { type: 'unset', path: [...step, 'needs'] },
    {
      type: 'addStep',
      id: 'fresh',
      fields: { uses: 'dop/shell@1', with: { script: given } },
      after: id,
    },
    { type: 'addStep', id: 'fresh', fields: { delay: '5m' } },
    { type: 'removeStep', id },
    { type: 'renameStep', id, to: 'renamed' },
    { type: 'connect', from: other, to: id },
    { type: 'connect', from: other, to: id, output: 'tree', input: 'tree' },
    { type: 'disconnect', from: other, to: id },
  ];
  return edits[pick % edits.length];
}

function comments(text: string): string[] {
  return [...text.matchAll(/# [a-z ]+/g)].map(([comment]) => comment.trim());
}

function stepsOf(text: string): JsonObject {
  return parse(text.replace(/^\uFEFF/, '')).spec.steps;
}

describe('editWorkflow, over random files and edits', () => {
  it('keeps all lines that an edit does not concern, and all their comments', () => {
    fc.assert(
      fc.property(file, fc.nat(), value, (text, pick, given) => {
        const edit = editOf(text, pick, given);
        const result = editWorkflow(text, edit);
        if ('problem' in result) {
          // Only what there is a reason for is refused.
          expect(edit.type).toBe('connect');
          expect(result.problem).toMatch(/wait for/);
          return;
        }
        const after = applyChanges(text, result.changes);
        expect(after.startsWith('\uFEFF')).toBe(text.startsWith('\uFEFF'));
        expect(/[^\r]\n/.test(after)).toBe(/[^\r]\n/.test(text));
        const lost = lineDifference(text, after)
          .filter(line => line.startsWith('-'))
          .map(line => line.slice(1).replace(/\r$/, ''));
        switch (edit.type) {
          case 'addStep':
            expect(lost).toEqual([]);
            expect(Object.keys(stepsOf(after))).toHaveLength(
              Object.keys(stepsOf(text)).length + 1,
            );
            break;
          case 'set':
            // A block of two lines is replaced at most.
            expect(lost.length).toBeLessThanOrEqual(2);
            expect(comments(after)).toEqual(
              expect.arrayContaining(comments(text)),
            );
            break;
          case 'renameStep':
            expect(lost.every(line => line.includes(edit.id))).toBe(true);
            expect(comments(after)).toEqual(comments(text));
            expect(
              drawWorkflow(after)!.steps.some(({ needs }) =>
                needs.includes(edit.id),
              ),
            ).toBe(false);
            break;
          case 'removeStep': {
            const { at } = drawWorkflow(text)!.steps.find(
              ({ id }) => id === edit.id,
            )!;
            const gone = text
              .slice(at.start, text.indexOf('\n', at.end))
              .split('\n')
              .map(line => line.trimEnd());
            const others = lost.filter(
              line => !gone.some(each => line.endsWith(each) || each === ''),
            );
            expect(
              others.filter(
                line =>
                  line !== '' &&
                  !line.includes(edit.id) &&
                  // Nothing but this step was there, needed or fed.
                  !/^ {6}(needs|with):|^ {2}steps:/.test(line),
              ),
            ).toEqual([]);
            expect(after).toContain(`# about ${edit.id}`);
            break;
          }
          default:
            expect(lost.length).toBeLessThanOrEqual(4);
        }
        // The end of the file stays what it was.
        expect(after.trimEnd().endsWith('# end')).toBe(true);
      }),
      { numRuns: 1_500 },
    );
  });
});
