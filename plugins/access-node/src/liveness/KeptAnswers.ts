import { accessRevision } from './accessRevision';

/** Other replicas learn of a change by no more than this. */
const keptMs = 2_000;
const mostKept = 2_000;

interface Kept<T> {
  revision: number;
  until: number;
  answer: Promise<T>;
}

/**
 * Answers about identity and rights, kept for two seconds and no longer than
 * nothing changes: whatever is written in this process makes all of them void
 * at once, so that a revoked token is refused by the next request. Requests of
 * the same moment share one question. Refusals are not kept.
 */
export class KeptAnswers<T> {
  readonly #kept = new Map<string, Kept<T>>();

  get(key: string, ask: () => Promise<T>): Promise<T> {
    const now = Date.now();
    const revision = accessRevision();
    const kept = this.#kept.get(key);
    if (kept && kept.revision === revision && kept.until > now) {
      return kept.answer;
    }
    const entry = { revision, until: now + keptMs, answer: ask() };
    entry.answer.catch(() => {
      if (this.#kept.get(key) === entry) {
        this.#kept.delete(key);
      }
    });
    this.#kept.delete(key);
    this.#kept.set(key, entry);
    if (this.#kept.size > mostKept) {
      const [oldest] = this.#kept.keys();
      this.#kept.delete(oldest);
    }
    return entry.answer;
  }
}
