import { createServer } from 'node:http';
import { total } from './price.mjs';

createServer((request, response) => {
  const prices = new URL(request.url, 'http://localhost').searchParams
    .getAll('price')
    .map(Number);
  response.end(`${total(prices)}\n`);
}).listen(Number(process.env.PORT ?? 8080));
