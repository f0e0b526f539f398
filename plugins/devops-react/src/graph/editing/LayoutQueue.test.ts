import { waitFor } from '@testing-library/react';
import { LayoutQueue, runLayout, type LayoutJob } from './LayoutQueue';

const job = (count: number): LayoutJob => ({
  nodes: Array.from({ length: count }, (_, at) => ({ id: `s${at}` })),
  edges: [],
  direction: 'LR',
});

/** A thread that answers when it is told to. */
function slowThread() {
  const waiting: (() => void)[] = [];
  const thread = {
    asked: [] as LayoutJob[],
    ended: false,
    onmessage: null as ((event: MessageEvent) => void) | null,
    onerror: null as (() => void) | null,
    postMessage(asked: LayoutJob) {
      thread.asked.push(asked);
      waiting.push(() =>
        thread.onmessage?.(
          new MessageEvent('message', { data: runLayout(asked) }),
        ),
      );
    },
    terminate() {
      thread.ended = true;
    },
    async answer() {
      await waitFor(() => expect(waiting).not.toHaveLength(0));
      waiting.shift()?.();
    },
  };
  return thread;
}

describe('LayoutQueue', () => {
  it('places one after the other, and of those that wait only the newest', async () => {
    const thread = slowThread();
    const queue = LayoutQueue.create(async () => thread);
    const all = [1, 2, 3].map(count => queue.place(job(count)));
    await thread.answer();
    await thread.answer();
    const [first, second, third] = await Promise.all(all);
    expect(first?.positions.size).toBe(1);
    expect(second).toBeUndefined();
    expect(third?.positions.size).toBe(3);
    expect(thread.asked.map(({ nodes }) => nodes.length)).toEqual([1, 3]);
    queue.close();
    await waitFor(() => expect(thread.ended).toBe(true));
  });

  it('places here where no thread can be had, or it breaks', async () => {
    const none = LayoutQueue.create(async () => {
      throw new Error('Refused by the policy of the page');
    });
    expect((await none.place(job(2)))?.positions.size).toBe(2);
    const thread = slowThread();
    const breaks = LayoutQueue.create(async () => thread);
    const placed = breaks.place(job(4));
    await waitFor(() => expect(thread.asked).toHaveLength(1));
    thread.onerror?.();
    expect((await placed)?.positions.size).toBe(4);
    expect((await breaks.place(job(5)))?.positions.size).toBe(5);
    expect(thread.asked).toHaveLength(1);
  });

  it('answers nothing more once it is closed', async () => {
    const thread = slowThread();
    const queue = LayoutQueue.create(async () => thread);
    const placed = queue.place(job(1));
    queue.close();
    expect(await placed).toBeUndefined();
  });
});
