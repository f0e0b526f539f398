import { createBackend } from '@backstage/backend-defaults';
import { features } from './features';

// Who read the output may be gone. Unheard, the failed write would be logged,
// which fails again, for ever.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => undefined);
}

const backend = createBackend();

features.forEach(feature => backend.add(feature));

backend.start().catch(error => {
  process.stderr.write(`The portal could not start: ${error.message}\n`);
  process.exit(1);
});
