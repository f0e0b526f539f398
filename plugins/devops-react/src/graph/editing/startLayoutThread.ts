/** In a file of its own: only bundlers for browsers know what this says. */
export function startLayoutThread(): Worker {
  return new Worker(new URL('./layoutThread', import.meta.url));
}
