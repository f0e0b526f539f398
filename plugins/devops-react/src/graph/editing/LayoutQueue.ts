import {
  layoutGraph,
  type GraphDirection,
  type LayoutEdge,
  type LayoutNode,
  type PlacedGraph,
} from '../layout';

/** What is placed; plain data, so that it can go to another thread. */
export interface LayoutJob {
  nodes: LayoutNode[];
  edges: LayoutEdge[];
  direction: GraphDirection;
}

/** Above so many steps and links the quicker way to find layers is taken. */
const large = 300;

export function isLarge(job: Pick<LayoutJob, 'nodes' | 'edges'>): boolean {
  return job.nodes.length + job.edges.length > large;
}

/** Places the boxes, where it is called. */
export function runLayout(job: LayoutJob): PlacedGraph {
  return layoutGraph(
    job.nodes,
    job.edges,
    job.direction,
    isLarge(job) ? 'tight-tree' : 'network-simplex',
  );
}

/** The part of a Web Worker that the queue uses. */
export type LayoutThread = Pick<
  Worker,
  'postMessage' | 'terminate' | 'onmessage' | 'onerror'
>;

interface Waiting {
  job: LayoutJob;
  done: (placed: PlacedGraph | undefined) => void;
}

/**
 * Places large drawings in another thread, one after the other. Of those that
 * wait only the newest counts. Where there is no such thread, or it breaks, they
 * are placed here.
 */
export class LayoutQueue {
  readonly #start: () => Promise<LayoutThread>;
  #thread: Promise<LayoutThread> | undefined;
  #running: Waiting | undefined;
  #next: Waiting | undefined;
  #broken = false;
  #closed = false;

  private constructor(start: () => Promise<LayoutThread>) {
    this.#start = start;
  }

  static create(start: () => Promise<LayoutThread>): LayoutQueue {
    return new LayoutQueue(start);
  }

  /** Undefined when a newer drawing came before this one was begun. */
  place(job: LayoutJob): Promise<PlacedGraph | undefined> {
    return new Promise(done => {
      this.#next?.done(undefined);
      this.#next = { job, done };
      this.#proceed();
    });
  }

  close(): void {
    this.#closed = true;
    this.#next?.done(undefined);
    this.#running?.done(undefined);
    this.#thread?.then(
      thread => thread.terminate(),
      () => undefined,
    );
  }

  #proceed(): void {
    if (this.#closed || this.#running || !this.#next) {
      return;
    }
    const running = this.#next;
    this.#running = running;
    this.#next = undefined;
    this.#inThread(running.job)
      .catch(() => {
        this.#broken = true;
        return this.#closed ? undefined : runLayout(running.job);
      })
      .then(placed => {
        running.done(placed);
        this.#running = undefined;
        this.#proceed();
      });
  }

  async #inThread(job: LayoutJob): Promise<PlacedGraph> {
    if (this.#broken) {
      return runLayout(job);
    }
    this.#thread ??= this.#start();
    const thread = await this.#thread;
    return new Promise((resolve, reject) => {
      thread.onmessage = ({ data }: MessageEvent<PlacedGraph>) => resolve(data);
      thread.onerror = () => reject(new Error('The layout thread broke'));
      thread.postMessage(job);
    });
  }
}
