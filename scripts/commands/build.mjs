// npm run build: sets everything up and builds, without starting anything.
import { relative } from 'node:path';
import { say } from '../lib/console.mjs';
import { buildFolder, root } from '../lib/setUp.mjs';

say(`  The portal is built: ${relative(root, buildFolder)}`);
