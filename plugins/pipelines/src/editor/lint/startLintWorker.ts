/** Apart, because only the bundler of the browser's app knows such an address. */
export function startLintWorker(): Worker {
  return new Worker(new URL('./lint.worker.ts', import.meta.url));
}
