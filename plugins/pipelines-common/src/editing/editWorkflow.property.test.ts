import type { JsonValue } from '@backstage/types';
import fc from 'fast-check';
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
  fc.array(fc.constantFrom<JsonValue[]>('one', 'two, three', 'four'), {
    maxLength: 3,
  }),
  fc.constant<JsonValue>({ key: ['deep', { more: 1 }], other: {} }),
);

function needsOf(before: string[], inLine: boolean): string[] {
  if (before.length === 0) {
    return [];
  }
  return inLine
    ? [`      needs: [${before.join(', ')}] # after`]
    : [
        '      needs: # after',
        ...before.map(need => `        - ${need} # because`),
      ];
}

function inputsOf(link: string | undefined, inLine: boolean): string[] {
  return inLine
    ? [
        `      with: { script: "x", tree: ${
          link ? `'${link}'` : '1'
        } } # inputs`,
      ]
    : [
        '      with:',
        '        # the script',
        '        script: |',
        '          make',
        `        tree: ${link ? `${link} # link` : '1'}`,
      ];
}

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
        const link =
          before[0] && links[at]
            ? `\${{ steps.${before[0]}.outputs.tree }}`
            : undefined;
        return [
          `    # about ${id}`,
          `    ${id}: # name ${id}`,
          '      uses: dop/shell@1 # what',
          ...needsOf(before, flow[at]),
          ...inputsOf(link, flow[at]),
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

/** What an edit did that it must not have done; sentences. */
function mistakes(text: string, edit: WorkflowEdit): string[] {
  const result = editWorkflow(text, edit);
  if ('problem' in result) {
    // Only what there is a reason for is refused.
    const reason = edit.type === 'connect' && /wait for/.test(result.problem);
    return reason ? [] : [`refused: ${result.problem}`];
  }
  const after = applyChanges(text, result.changes);
  const kept = comments(after);
  const lost = lineDifference(text, after)
    .filter(line => line.startsWith('-'))
    .map(line => line.slice(1).trimEnd());
  const checks: Record<string, boolean> = {
    'the mark of the encoding':
      after.startsWith('\uFEFF') === text.startsWith('\uFEFF'),
    'ends of lines': /[^\r]\n/.test(after) === /[^\r]\n/.test(text),
    'the end of the file': after.trimEnd().endsWith('# end'),
    ...checksOf(edit, { text, after, lost, kept }),
  };
  return Object.keys(checks).filter(check => !checks[check]);
}

function checksOf(
  edit: WorkflowEdit,
  made: { text: string; after: string; lost: string[]; kept: string[] },
): Record<string, boolean> {
  const { text, after, lost, kept } = made;
  const all = comments(text);
  const drawn = drawWorkflow(after)!.steps;
  switch (edit.type) {
    case 'addStep':
      return {
        'no line is lost': lost.length === 0,
        'a step more': drawn.length === drawWorkflow(text)!.steps.length + 1,
      };
    case 'set':
      return {
        // A block of two lines is replaced at most.
        'few lines are lost': lost.length <= 2,
        'all comments': all.every(comment => kept.includes(comment)),
      };
    case 'renameStep':
      return {
        'lines with the name': lost.every(line => line.includes(edit.id)),
        'all comments': all.join() === kept.join(),
        'nothing needs the old name': drawn.every(
          ({ needs }) => !needs.includes(edit.id),
        ),
      };
    case 'removeStep': {
      const { at } = drawWorkflow(text)!.steps.find(
        ({ id }) => id === edit.id,
      )!;
      const gone = text
        .slice(at.start, text.indexOf('\n', at.end))
        .split('\n')
        .map(line => line.trimEnd());
      return {
        // Beside its own: what names it, and what nothing is left in.
        'lines that concern it': lost.every(
          line =>
            line === '' ||
            gone.some(own => own !== '' && line.endsWith(own)) ||
            line.includes(edit.id) ||
            /^ {6}(needs|with):|^ {2}steps:/.test(line),
        ),
        'the comment above it': after.includes(`# about ${edit.id}`),
      };
    }
    default:
      return { 'few lines are lost': lost.length <= 4 };
  }
}

describe('editWorkflow, over random files and edits', () => {
  it('keeps all lines that an edit does not concern, and all their comments', () => {
    fc.assert(
      fc.property(file, fc.nat(), value, (text, pick, given) => {
        expect(mistakes(text, editOf(text, pick, given))).toEqual([]);
      }),
      { numRuns: 1_500 },
    );
  });
});
