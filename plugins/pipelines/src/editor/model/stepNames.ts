/** `node-test` as the name of a step, `nodeTest`. */
export function stepNameOf(text: string): string {
  const [first = '', ...rest] = text
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .split(' ');
  const name = [
    first.charAt(0).toLowerCase() + first.slice(1),
    ...rest.map(word => word.charAt(0).toUpperCase() + word.slice(1)),
  ].join('');
  return /^[a-z]/.test(name) ? name.slice(0, 50) : `step${name}`.slice(0, 50);
}

/**
 * The name itself, or with the first number that makes it free.
 *
 * @param mayBe - says of a name why it cannot be used
 */
export function freeName(
  wanted: string,
  taken: ReadonlySet<string>,
  mayBe: (name: string) => string | undefined,
): string {
  const base = mayBe(wanted) === undefined ? wanted : `${wanted}Step`;
  let name = base;
  for (let number = 2; taken.has(name); number += 1) {
    name = `${base}${number}`;
  }
  return name;
}
