import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type {
  FromThread,
  Row,
  Statement,
  ThreadData,
  ThreadRequest,
  ToThread,
} from './messages';
import { readReport } from './readReport';
import { SqliteResultWriter } from './SqliteResultWriter';

/** The file that a thread starts with: this one, as source or as built. */
export const resultsThreadFile = __filename;

/** Marks the threads that start here, so that importing this file does nothing. */
export const resultsThreadMark = 'dop-test-reports';

type Answer = Extract<FromThread, { result: unknown }>['result'];

if (!isMainThread && parentPort && workerData?.mark === resultsThreadMark) {
  serve(parentPort, workerData as ThreadData);
}

function serve(port: MessagePort, data: ThreadData): void {
  const taken = new Map<number, () => void>();
  const send = (message: FromThread) => port.postMessage(message);
  const handle = createHandler(data, (id, batch) => {
    send({ id, batch });
    return new Promise(resolve => taken.set(id, resolve));
  });
  let last: Promise<void> = Promise.resolve();
  const run = async (id: number, request: ThreadRequest) => {
    try {
      send({ id, result: await handle(id, request) });
    } catch (error) {
      const { name, message, code } = error as Error & { code?: string };
      send({ id, error: { name, message, code } });
    }
  };
  port.on('message', (message: ToThread) => {
    if ('taken' in message) {
      taken.get(message.id)?.();
      taken.delete(message.id);
    } else {
      // One after the other: nothing comes between the batches of a report.
      last = last.then(() => run(message.id, message.request));
    }
  });
}

function createHandler(
  data: ThreadData,
  sendBatch: (
    id: number,
    batch: Parameters<Parameters<typeof readReport>[1]>[0],
  ) => Promise<void>,
): (id: number, request: ThreadRequest) => Promise<Answer> {
  if (data.role === 'parser') {
    return async (id, request) => {
      if (request.type !== 'read') {
        throw new Error('A parser has no database');
      }
      return readReport(request.job, batch => sendBatch(id, batch));
    };
  }
  const database = openDatabase(data);
  const writer = new SqliteResultWriter(database);
  return async (_, request) => {
    switch (request.type) {
      case 'query':
        return query(database, request.statement);
      case 'change':
        return database.transaction(() =>
          request.statements.map(
            ({ sql, values }) => database.prepare(sql).run(...values).changes,
          ),
        )();
      default:
        return writer.read(request.job);
    }
  };
}

function openDatabase(
  data: Exclude<ThreadData, { role: 'parser' }>,
): Database.Database {
  const database = new Database(data.database, {
    readonly: data.role === 'reader',
    fileMustExist: true,
    timeout: 30_000,
  });
  if (data.role === 'writer') {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
  }
  // KiB. Storing looks up every test; reading touches little.
  database.pragma(
    `cache_size = ${data.role === 'writer' ? -48 * 1024 : -8 * 1024}`,
  );
  return database;
}

function query(database: Database.Database, { sql, values }: Statement): Row[] {
  return database.prepare<unknown[], Row>(sql).all(...values);
}
