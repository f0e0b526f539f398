import express, {
  Router,
  type NextFunction,
  type Request,
  type Response,
} from 'express';
import PromiseRouter from 'express-promise-router';
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
  const handled = jest.fn();
  const wrapped = express();
  wrapped.use(handled);
  wrapped.use('/deep', Router().post('/:id', handled));
  wrapped.use((_: Error, __: Request, ___: Response, next: NextFunction) =>
    next(),
  );
  router.use('/wrapped', PromiseRouter().use(wrapped));
  expect(listRoutes(router)).toEqual([
    'ALL /runs/:id/steps/^\\/any-(.+)$',
    'DELETE /runs/:id/steps/:step',
    'GET /app/alive',
    'GET /one',
    'GET /runs/:id/steps',
    'GET /two.txt',
    'POST /wrapped/deep/:id',
    'PUT /runs/:id/steps/:step',
    'USE /files',
  ]);
  expect(handled).not.toHaveBeenCalled();
});
