import { lineDifference } from '../testUtils/lineDifference';
import { editWorkflow } from './editWorkflow';
import { applyChanges } from './TextChange';
import type { WorkflowEdit } from './WorkflowEdit';

const file = `# Delivery of the checkout.
apiVersion: dop/v1
kind: Workflow
metadata: { name: delivery, title: Checkout } # what people see
spec:
  triggers:
    push: { branches: [main] }   # only what is merged
  env: { LEVEL: debug }

  outputs: { image: '\${{ steps.image.outputs.image }}' }
  steps:
    # Where all begins.
    source:
      uses: dop/git-checkout@1
      with:
        repository: '\${{ trigger.repository.url }}' # never a fork
        commit: '\${{ trigger.commit }}'

    # Quick tests.
    test:
      uses: dop/node-test@1   # pinned by its major
      needs: [source, image]
      with:
        # The whole tree.
        source: '\${{ steps.source.outputs.tree }}'
        shards: 4
      # Flaky since May.
      retry: { attempts: 2 }
      # with a comment at the end

    image:
      uses: dop/image-pack@1
      with: { source: '\${{ steps.source.outputs.tree }}', tag: "v\${{ steps['source'].outputs.commit }}" }

    release:
      needs:
        - image   # the image first
        - test
      approve:
        by: [group:qa]
# The end.
`;

function edited(edit: WorkflowEdit): string {
  const result = editWorkflow(file, edit);
  if ('problem' in result) {
    throw new Error(result.problem);
  }
  return applyChanges(file, result.changes);
}

const difference = (edit: WorkflowEdit) =>
  lineDifference(file, edited(edit)).join('\n');

const step = (...path: (string | number)[]) => ['spec', 'steps', ...path];

describe('editWorkflow', () => {
  it.each<[string, WorkflowEdit, string]>([
    [
      'a text',
      { type: 'set', path: ['metadata', 'title'], value: 'Shop' },
      `-metadata: { name: delivery, title: Checkout } # what people see
+metadata: { name: delivery, title: Shop } # what people see`,
    ],
    [
      'a field',
      { type: 'set', path: step('test', 'timeout'), value: '10m' },
      `+      timeout: 10m`,
    ],
    [
      'a map that there was not',
      {
        type: 'set',
        path: step('release', 'approve', 'form', 'type'),
        value: 'object',
      },
      `+        form:
+          type: object`,
    ],
    [
      'an input of many lines',
      {
        type: 'set',
        path: step('source', 'with', 'script'),
        value: 'set -e\nmake\n',
      },
      `+        script: |
+          set -e
+          make`,
    ],
    [
      'an input between brackets',
      {
        type: 'set',
        path: step('image', 'with', 'platforms'),
        value: ['a, b', 'c'],
      },
      `-      with: { source: '\${{ steps.source.outputs.tree }}', tag: "v\${{ steps['source'].outputs.commit }}" }
+      with: { source: '\${{ steps.source.outputs.tree }}', tag: "v\${{ steps['source'].outputs.commit }}", platforms: ['a, b', c] }`,
    ],
    [
      'a number',
      { type: 'set', path: step('test', 'with', 'shards'), value: 8 },
      `-        shards: 4
+        shards: 8`,
    ],
    [
      'a list',
      {
        type: 'set',
        path: step('release', 'needs'),
        value: ['image', 'lint', 'test'],
      },
      `+        - lint`,
    ],
    [
      'nothing new',
      { type: 'set', path: step('test', 'retry'), value: { attempts: 2 } },
      ``,
    ],
    [
      'a field away',
      { type: 'unset', path: step('test', 'retry') },
      `-      retry: { attempts: 2 }`,
    ],
    [
      'the last entry away',
      { type: 'unset', path: ['spec', 'env', 'LEVEL'] },
      `-  env: { LEVEL: debug }`,
    ],
    [
      'an element away',
      { type: 'unset', path: step('release', 'needs', 0) },
      `-        - image   # the image first`,
    ],
    [
      'an empty trigger',
      { type: 'unset', path: ['spec', 'triggers', 'push', 'branches'] },
      `-    push: { branches: [main] }   # only what is merged
+    push: {}   # only what is merged`,
    ],
    [
      'a new step',
      {
        type: 'addStep',
        id: 'lint',
        fields: { uses: 'dop/shell@1', with: { script: 'npm run lint' } },
      },
      `+
+    lint:
+      uses: dop/shell@1
+      with:
+        script: npm run lint`,
    ],
    [
      'a new step in between',
      {
        type: 'addStep',
        id: 'lint',
        fields: { needs: ['source'], delay: '5m' },
        after: 'source',
      },
      `+    lint:
+      needs: [source]
+      delay: 5m
+`,
    ],
    [
      'a step away',
      { type: 'removeStep', id: 'image' },
      `-      needs: [source, image]
+      needs: [source]
-    image:
-      uses: dop/image-pack@1
-      with: { source: '\${{ steps.source.outputs.tree }}', tag: "v\${{ steps['source'].outputs.commit }}" }
-
-        - image   # the image first`,
    ],
    [
      'the first step away',
      { type: 'removeStep', id: 'source' },
      `-    source:
-      uses: dop/git-checkout@1
-      with:
-        repository: '\${{ trigger.repository.url }}' # never a fork
-        commit: '\${{ trigger.commit }}'
-      needs: [source, image]
+      needs: [image]
-        source: '\${{ steps.source.outputs.tree }}'
-      with: { source: '\${{ steps.source.outputs.tree }}', tag: "v\${{ steps['source'].outputs.commit }}" }
+      with: { tag: "v\${{ steps['source'].outputs.commit }}" }`,
    ],
    [
      'another name',
      { type: 'renameStep', id: 'source', to: 'checkout' },
      `-    source:
+    checkout:
-      needs: [source, image]
+      needs: [checkout, image]
-        source: '\${{ steps.source.outputs.tree }}'
+        source: '\${{ steps.checkout.outputs.tree }}'
-      with: { source: '\${{ steps.source.outputs.tree }}', tag: "v\${{ steps['source'].outputs.commit }}" }
+      with: { source: '\${{ steps.checkout.outputs.tree }}', tag: "v\${{ steps['checkout'].outputs.commit }}" }`,
    ],
    [
      'another name in a list',
      { type: 'renameStep', id: 'image', to: 'pack' },
      `-  outputs: { image: '\${{ steps.image.outputs.image }}' }
+  outputs: { image: '\${{ steps.pack.outputs.image }}' }
-      needs: [source, image]
+      needs: [source, pack]
-    image:
+    pack:
-        - image   # the image first
+        - pack   # the image first`,
    ],
    [
      'a need',
      { type: 'connect', from: 'source', to: 'release' },
      `+        - source`,
    ],
    [
      'a link',
      {
        type: 'connect',
        from: 'source',
        to: 'image',
        output: 'commit',
        input: 'tag',
      },
      `-      with: { source: '\${{ steps.source.outputs.tree }}', tag: "v\${{ steps['source'].outputs.commit }}" }
+      with: { source: '\${{ steps.source.outputs.tree }}', tag: "\${{ steps.source.outputs.commit }}" }`,
    ],
    [
      'a need away',
      { type: 'disconnect', from: 'test', to: 'release' },
      `-        - test`,
    ],
    [
      'a link away',
      { type: 'disconnect', from: 'source', to: 'test', input: 'source' },
      `-        source: '\${{ steps.source.outputs.tree }}'`,
    ],
    [
      'all between two steps away',
      { type: 'disconnect', from: 'source', to: 'test' },
      `-      needs: [source, image]
+      needs: [image]
-        source: '\${{ steps.source.outputs.tree }}'`,
    ],
  ])('changes only the lines that it must: %s', (_, edit, lines) => {
    expect(difference(edit)).toBe(lines);
  });
});
