import express, { Router } from 'express';
import { listRoutes } from './listRoutes';

it('lists the routes of routers in routers, parameters and bare handlers', () => {
  const inner = Router();
  inner.get('/', () => undefined);
  inner
    .route('/:step')
    .put(() => undefined)
    .delete(() => undefined);
  inner.all(/^\/any-(.+)$/, () => undefined);
  const middle = Router();
  middle.use(() => undefined);
  middle.use('/steps', inner);
  const router = Router();
  router.use('/runs/:id', middle);
  router.get(['/one', '/two.txt'], () => undefined);
  router.use('/files', () => undefined);
  const app = express();
  app.get('/alive', () => undefined);
  router.use('/app', app);
  const hiding = Router();
  hiding.use({ app: () => undefined }.app);
  router.use('/hidden', hiding);
  expect(listRoutes(router)).toEqual([
    'ALL /runs/:id/steps/^\\/any-(.+)$',
    'DELETE /runs/:id/steps/:step',
    'GET /app/alive',
    'GET /one',
    'GET /runs/:id/steps',
    'GET /two.txt',
    'PUT /runs/:id/steps/:step',
    'USE /files',
    'USE /hidden',
  ]);
});
