// A portal's engine in a process of its own, for kill.test.ts: it starts runs
// and is killed. Arguments: one JSON of KillChildOptions.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { FolderBlobStore } from '@dop/plugin-devops-node';
import { Engine } from '../Engine';
import { ProcessRunner } from '../process/ProcessRunner';
import { freshDatabase } from '../testUtils/databases';
import { newRunOf } from '../testUtils/newRun';
import { componentOf, planOf, stepOf } from '../testUtils/planOf';
import { waitFor } from '../testUtils/waitFor';

export interface KillChildOptions {
  folder: string;
  /** Where the program and the outbox count, outside of the portal's folder. */
  outside: string;
  program: string;
  lines: number;
  /** Dies at this point; `outbox` is after the commit and before the outbox. */
  point?: string;
  /** Ends when nothing runs any more, instead of starting new runs. */
  finish: boolean;
}

const options: KillChildOptions = JSON.parse(process.argv[2]);
const { folder, outside } = options;

function dieAt(point: string): void {
  if (options.point === point) {
    process.kill(process.pid, 'SIGKILL');
  }
}

async function main(): Promise<void> {
  const knex = await freshDatabase('sqlite', join(folder, 'engine.sqlite'));
  if (!(await knex.schema.hasTable('told'))) {
    await knex.schema.createTable('told', table => {
      table.increments('id');
      table.text('fact');
    });
  }
  const runner = ProcessRunner.create({
    folder: join(folder, 'supervisor'),
    sources: { fetch: async () => options.program },
    idleSeconds: 60,
  });
  const sendOutbox = async () => {
    for (const { id, fact } of await knex('told').orderBy('id')) {
      appendFileSync(join(outside, 'sent'), `${fact}\n`);
      await knex('told').where('id', id).delete();
    }
  };
  let sending = Promise.resolve();
  const log = (message: string) => process.stderr.write(`${message}\n`);
  const logger = {
    error: log,
    warn: log,
    info: () => undefined,
    debug: () => undefined,
    child: () => logger,
  };
  const engine = await Engine.create({
    knex,
    runners: [runner],
    blobs: await FolderBlobStore.create(join(folder, 'blobs')),
    workDirectory: join(folder, 'work'),
    logger,
    settings: { pollMs: 200 },
    probe: dieAt,
    onFacts: async (trx, facts) => {
      await trx('told').insert(
        facts.map(fact => ({
          fact:
            fact.type === 'runFinished'
              ? `${fact.run.id} ${fact.run.state}`
              : `${fact.run.id}/${fact.instanceKey}/${fact.attempt} ${fact.outcome}`,
        })),
      );
    },
    onCommitted: () => {
      if (options.point === 'outbox') {
        sending = sending.then(async () => {
          if ((await knex('told').first()) !== undefined) {
            dieAt('outbox');
          }
        });
      }
      sending = sending.then(sendOutbox);
    },
  });
  await sendOutbox();
  await engine.start();
  const input = {
    outside: { kind: 'literal' as const, value: outside },
    lines: { kind: 'literal' as const, value: options.lines },
  };
  const outputs = {
    type: 'object' as const,
    required: ['lines'],
    properties: { lines: { type: 'integer' as const } },
  };
  const components = { thing: componentOf({ network: 'portal', outputs }) };
  const child = planOf([stepOf('inner', { with: input })], {
    components,
    outputs: {
      schema: outputs,
      values: {
        lines: { kind: 'expression', source: 'steps.inner.outputs.lines' },
      },
    },
  });
  const path = '.dop/child.yaml';
  const plan = planOf(
    [
      stepOf('one', { with: input }),
      stepOf('two', { needs: ['one'], action: { type: 'workflow', path } }),
    ],
    {
      components,
      workflows: {
        [path]: { ...child, workflow: { ...child.workflow, path } },
      },
    },
  );
  process.stdout.write('ready\n');
  for (;;) {
    const active = await engine.queries.runs({ state: 'active' }, { limit: 1 });
    if (active.length === 0) {
      if (options.finish) {
        break;
      }
      await engine.startRun(newRunOf(plan));
    }
    await waitFor(
      async () =>
        (
          await engine.queries.runs({ state: 'active' }, { limit: 1 })
        ).length === 0,
      120_000,
    );
  }
  await engine.shutdown();
  await sending;
  await sendOutbox();
  await knex.destroy();
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
