import { runLayout, type LayoutJob } from './LayoutQueue';

// The body of the thread: one drawing in, its places out.
globalThis.onmessage = ({ data }: MessageEvent<LayoutJob>) =>
  globalThis.postMessage(runLayout(data));
