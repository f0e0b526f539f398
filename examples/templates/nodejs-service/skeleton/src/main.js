import { createServer } from './createServer.js';

const port = Number(process.env.PORT ?? 8080);
const server = createServer().listen(port, () => {
  console.log(`Listening on port ${port}`);
});

process.once('SIGTERM', () => server.close());
