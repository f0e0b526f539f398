import { waitFor } from '@testing-library/react';
import { LiveHub, type LiveMessage, type LiveWatch } from './LiveHub';

interface TestMessage extends LiveMessage {
  sequence?: number;
}

/** The server's side of one connection. */
class Connection {
  readonly #waiting: (TestMessage | 'close')[] = [];
  #wake: (() => void) | undefined;

  constructor(
    readonly watches: LiveWatch[],
    readonly signal: AbortSignal,
    readonly reader: string,
  ) {
    signal.addEventListener('abort', () => this.#push('close'));
  }

  send(message: TestMessage) {
    this.#push(message);
  }

  break() {
    this.#push('close');
  }

  async *messages(): AsyncGenerator<TestMessage> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next === 'close') {
        return;
      }
      if (next) {
        yield next;
      } else {
        await new Promise<void>(resolve => {
          this.#wake = resolve;
        });
      }
    }
  }

  #push(message: TestMessage | 'close') {
    this.#waiting.push(message);
    this.#wake?.();
  }
}

function server() {
  const connections: Connection[] = [];
  const open = () => connections.filter(({ signal }) => !signal.aborted);
  const connect = (
    watches: LiveWatch[],
    signal: AbortSignal,
    onOpen: () => void,
    reader: string,
  ) => {
    const connection = new Connection(watches, signal, reader);
    connections.push(connection);
    onOpen();
    return connection.messages();
  };
  return { connections, connect, open };
}

function hub(connect: ReturnType<typeof server>['connect'], sharedAs?: string) {
  return LiveHub.create<TestMessage>({
    connect,
    positionOf: ({ sequence }) => sequence,
    sharedAs: sharedAs === undefined ? undefined : Promise.resolve(sharedAs),
    retryMs: 5,
  });
}

/** Web Locks and BroadcastChannel as far as tabs need them; jsdom has neither. */
function installTabs() {
  const channels = new Set<TestChannel>();
  class TestChannel {
    onmessage: ((event: { data: unknown }) => void) | undefined;
    constructor(readonly name: string) {
      channels.add(this);
    }
    postMessage(data: unknown) {
      const copy = structuredClone(data);
      channels.forEach(each => {
        if (each !== this && each.name === this.name) {
          setTimeout(
            () => channels.has(each) && each.onmessage?.({ data: copy }),
          );
        }
      });
    }
    close() {
      channels.delete(this);
    }
  }
  let last = Promise.resolve();
  const locks = {
    request: (_: string, __: object, callback: () => Promise<void>) => {
      last = last.then(callback);
      return last;
    },
  };
  Object.defineProperty(globalThis, 'BroadcastChannel', {
    value: TestChannel,
    configurable: true,
  });
  Object.defineProperty(navigator, 'locks', {
    value: locks,
    configurable: true,
  });
}

describe('LiveHub', () => {
  it('carries all watches over one connection', async () => {
    const { connect, connections, open } = server();
    const live = hub(connect);
    const first: TestMessage[] = [];
    const second: TestMessage[] = [];
    live.watch({ key: 'run:a', position: 3 }, message => first.push(message));
    live.watch({ key: 'run:b', position: 9 }, message => second.push(message));
    await waitFor(() => expect(open()).toHaveLength(1));
    expect(connections).toHaveLength(1);
    expect(connections[0].watches).toEqual([
      { key: 'run:a', position: 3 },
      { key: 'run:b', position: 9 },
    ]);
    connections[0].send({ watch: 'run:b', type: 'run', sequence: 10 });
    await waitFor(() => expect(second).toHaveLength(1));
    expect(first).toEqual([]);
    expect(live.status).toBe('connected');
    live.close();
  });

  it('goes on where it stood when the connection breaks', async () => {
    const { connect, connections } = server();
    const live = hub(connect);
    const seen: (number | undefined)[] = [];
    const opened = jest.fn();
    live.watch(
      { key: 'run:a', position: 1 },
      ({ sequence }) => seen.push(sequence),
      opened,
    );
    await waitFor(() => expect(connections).toHaveLength(1));
    connections[0].send({ watch: 'run:a', type: 'run', sequence: 2 });
    connections[0].send({ watch: 'run:a', type: 'run', sequence: 5 });
    await waitFor(() => expect(seen).toEqual([2, 5]));
    connections[0].break();
    await waitFor(() => expect(connections).toHaveLength(2));
    expect(connections[1].watches).toEqual([{ key: 'run:a', position: 5 }]);
    // The server may repeat what was on its way when the connection broke.
    connections[1].send({ watch: 'run:a', type: 'run', sequence: 4 });
    connections[1].send({ watch: 'run:a', type: 'run', sequence: 6 });
    await waitFor(() => expect(seen).toEqual([2, 5, 6]));
    expect(opened).toHaveBeenCalledTimes(2);
    live.close();
  });

  it('takes a watch back for who joins further behind, and tells nobody twice', async () => {
    const { connect, connections } = server();
    const live = hub(connect);
    const early: (number | undefined)[] = [];
    const late: (number | undefined)[] = [];
    live.watch({ key: 'run:a', position: 7 }, each =>
      early.push(each.sequence),
    );
    await waitFor(() => expect(connections).toHaveLength(1));
    live.watch({ key: 'run:a', position: 2 }, each => late.push(each.sequence));
    await waitFor(() => expect(connections).toHaveLength(2));
    expect(connections[0].signal.aborted).toBe(true);
    expect(connections[1].watches).toEqual([{ key: 'run:a', position: 2 }]);
    connections[1].send({ watch: 'run:a', type: 'run', sequence: 3 });
    connections[1].send({ watch: 'run:a', type: 'run', sequence: 8 });
    await waitFor(() => expect(late).toEqual([3, 8]));
    expect(early).toEqual([8]);
    live.close();
  });

  it('forgets no watch that is added while messages arrive', async () => {
    const { connect, connections, open } = server();
    const live = hub(connect);
    live.watch({ key: 'run:a', position: 1 }, () =>
      live.watch({ key: 'log:a', position: 0 }, () => {}),
    );
    await waitFor(() => expect(connections).toHaveLength(1));
    connections[0].send({ watch: 'run:a', type: 'run', sequence: 2 });
    connections[0].send({ watch: 'run:a', type: 'run', sequence: 3 });
    await waitFor(() =>
      expect(open()[0]?.watches).toEqual([
        { key: 'log:a', position: 0 },
        { key: 'run:a', position: 3 },
      ]),
    );
    live.close();
  });

  it('asks for no more than one connection carries, and goes on with the rest', async () => {
    const { connect, open } = server();
    const live = hub(connect);
    const stops = Array.from({ length: 70 }, (_, index) =>
      live.watch({ key: `run:${index}` }, () => {}),
    );
    await waitFor(() => expect(open()[0]?.watches).toHaveLength(64));
    stops.slice(0, 10).forEach(stop => stop());
    await waitFor(() => expect(open()[0].watches).toHaveLength(60));
    expect(open()).toHaveLength(1);
    live.close();
  });

  it('does not fight with who takes its place', async () => {
    const { connect, connections } = server();
    const live = hub(connect);
    live.watch({ key: 'runs:' }, () => {});
    const times: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      await waitFor(() => expect(connections).toHaveLength(turn + 1));
      times.push(performance.now());
      connections[turn].send({ watch: '', type: 'end' });
    }
    // 5 ms, doubled with each try that brought nothing, give or take a quarter.
    expect(times[3] - times[2]).toBeGreaterThan(5 * 2 ** 3 * 0.7);
    live.close();
  });

  it('closes the connection when nobody watches any more', async () => {
    const { connect, open } = server();
    const live = hub(connect);
    const stop = live.watch({ key: 'runs:' }, () => {});
    await waitFor(() => expect(open()).toHaveLength(1));
    stop();
    await waitFor(() => expect(open()).toHaveLength(0));
    expect(live.status).toBe('idle');
    live.close();
  });

  it('connects once for all tabs, and another tab takes over', async () => {
    installTabs();
    const { connect, connections, open } = server();
    const tabs = Array.from({ length: 8 }, () => hub(connect, 'live jane'));
    const seen = tabs.map(() => [] as (number | undefined)[]);
    tabs.forEach((tab, index) =>
      tab.watch({ key: `run:${index % 2}`, position: 0 }, message =>
        seen[index].push(message.sequence),
      ),
    );
    await waitFor(() => {
      expect(open()).toHaveLength(1);
      expect(open()[0].watches).toEqual([
        { key: 'run:0', position: 0 },
        { key: 'run:1', position: 0 },
      ]);
    });
    open()[0].send({ watch: 'run:1', type: 'run', sequence: 4 });
    await waitFor(() =>
      expect(seen).toEqual(tabs.map((_, index) => (index % 2 ? [4] : []))),
    );
    expect(tabs.map(({ status }) => status)).toEqual(
      tabs.map(() => 'connected'),
    );
    const opened = jest.fn();
    tabs[3].watch({ key: 'run:1', position: 4 }, () => {}, opened);
    await waitFor(() => expect(opened).toHaveBeenCalled());
    tabs[0].close();
    await waitFor(() => {
      expect(open()).toHaveLength(1);
      expect(open()[0].watches).toEqual([
        { key: 'run:0', position: 0 },
        { key: 'run:1', position: 4 },
      ]);
    });
    expect(connections.length).toBeGreaterThan(1);
    // One browser, so that the other side can let each replace the one before.
    const [names, turns] = [0, 1].map(part =>
      connections.map(({ reader }) => reader.split('.')[part]),
    );
    expect(new Set(names).size).toBe(1);
    expect(turns.map(Number)).toEqual(
      [...new Set(turns)].map(Number).sort((a, b) => a - b),
    );
    tabs.forEach(tab => tab.close());
  });
});
