import { createBackend } from '@backstage/backend-defaults';
import { features } from './features';

const backend = createBackend();

features.forEach(feature => backend.add(feature));

backend.start().catch(error => {
  process.stderr.write(`The portal could not start: ${error.message}\n`);
  process.exit(1);
});
