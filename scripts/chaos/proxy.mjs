// A line to the database that can be cut and go silent.
import { connect, createServer } from 'node:net';

/** @returns its port, and how to cut, silence and mend it */
export async function openProxy(port) {
  const pairs = new Set();
  let state = 'open';
  const server = createServer(near => {
    if (state === 'cut') {
      near.resetAndDestroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    const pair = { near, far };
    pairs.add(pair);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      one.setNoDelay(true);
      one.on('error', () => {});
      one.on('close', () => {
        pairs.delete(pair);
        other.destroy();
      });
      one.on('data', chunk => other.write(chunk));
      if (state === 'silent') {
        one.pause();
      }
    }
  });
  await new Promise(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const both = act =>
    pairs.forEach(({ near, far }) => [near, far].forEach(act));
  return {
    port: server.address().port,
    /** Ends all connections and takes no new one. */
    cut() {
      state = 'cut';
      both(socket => socket.resetAndDestroy());
    },
    /** Lets nothing through, without a word. */
    silence() {
      state = 'silent';
      both(socket => socket.pause());
    },
    /** What was silent is reset, as after a broken line. */
    mend() {
      const was = state;
      state = 'open';
      if (was === 'silent') {
        both(socket => socket.resetAndDestroy());
      }
    },
    close: () =>
      new Promise(resolve => {
        both(socket => socket.destroy());
        server.close(resolve);
      }),
  };
}
