/** Cheaper than `expect`, and allowed where a rule holds only sometimes. */
export function must(holds: boolean, rule: string, about?: unknown): void {
  if (!holds) {
    throw new Error(`${rule}: ${JSON.stringify(about)}`);
  }
}
