// A DevOps component of a repository, which does what none should.

/**
 * Publishes `shop/odd@1`.
 *
 * @param place - what `openPortal` gives
 * @returns its repository and a working copy
 */
export async function makeOddComponent(place) {
  const { repository, copy } = await place.newRepository('shop/odd', {
    trust: 'protectedRefs',
  });
  const commit = await copy.pushFiles({
    'component.yaml': `apiVersion: dop/v1
kind: DevOpsComponent
metadata: { name: odd, title: Odd, description: Does what none should. }
spec:
  version: 1.0.0
  process: { command: [node, main.mjs] }
  inputs:
    type: object
    additionalProperties: false
    required: [mode]
    properties:
      mode: { type: string }
      folder: { type: string }
  outputs:
    type: object
    additionalProperties: false
    required: [value]
    properties:
      value: { type: integer }
  network: portal
`,
    'main.mjs': `import { copyFileSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
const { mode, folder } = JSON.parse(readFileSync(process.env.CO_INPUT, 'utf8'));
const out = process.env.CO_OUTPUT;
if (mode === 'invalid') {
  writeFileSync(out, '{"value":"no number"}');
} else if (mode === 'garbage') {
  writeFileSync(out, '{"value":');
} else if (mode === 'endless') {
  writeFileSync(out, ' '.repeat(300 * 1024 * 1024));
} else if (mode === 'link') {
  symlinkSync('/etc/hostname', out);
} else if (mode === 'token') {
  copyFileSync(process.env.CO_TOKEN_FILE, folder + '/token');
  while (!existsSync(folder + '/stop')) {
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  writeFileSync(out, '{"value":1}');
}
`,
  });
  await place.ada.post('/api/components/components', {
    repository: 'shop/odd',
    commit,
  });
  return { repository, copy };
}

/** A workflow that is started by hand only. */
export function oddWorkflow(name, steps) {
  return `apiVersion: dop/v1
kind: Workflow
metadata: { name: ${name} }
spec:
  triggers: { manual: {} }
  steps:
${steps}`;
}
