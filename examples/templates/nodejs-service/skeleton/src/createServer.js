import { createServer as createHttpServer } from 'node:http';
import { greet } from './greeting.js';

/** The service: `GET /?name=…` greets, `GET /health` says that it lives. */
export function createServer() {
  return createHttpServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    if (request.method !== 'GET') {
      send(response, 405, { error: `${request.method} is not allowed` });
    } else if (url.pathname === '/') {
      send(response, 200, { greeting: greet(url.searchParams.get('name')) });
    } else if (url.pathname === '/health') {
      send(response, 200, { status: 'ok' });
    } else {
      send(response, 404, { error: `There is no ${url.pathname}` });
    }
  });
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
