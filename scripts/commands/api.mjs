// npm run api: makes the typed clients out of the OpenAPI documents. With
// --check it writes nothing and says which files are not what they should be.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generateApi, pluginsWithApi } from '../lib/generateApi.mjs';
import { root } from '../lib/setUp.mjs';

const check = process.argv.includes('--check');
const stale = [];
for (const pluginId of await pluginsWithApi()) {
  const files = await generateApi(pluginId);
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, path);
    const known = await readFile(file, 'utf8').catch(() => undefined);
    if (known !== text) {
      stale.push(path);
      if (!check) {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, text);
      }
    }
  }
}
if (check && stale.length > 0) {
  console.error(
    `Not what the OpenAPI documents say; run "npm run api":\n${stale.join(
      '\n',
    )}`,
  );
  process.exitCode = 1;
} else {
  console.log(
    stale.length > 0
      ? `Wrote ${stale.join(', ')}`
      : 'The clients are what the OpenAPI documents say',
  );
}
