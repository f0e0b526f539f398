const endings: Record<string, string> = {
  owned: ' that you own',
  starred: ' that you starred',
};

/** `2 components that you own.`; kinds that are abbreviations stay in capitals. */
export function countSentence(options: {
  /** Undefined while it is being counted. */
  count: number | undefined;
  kind: string;
  /** Backstage's choice between all, owned and starred. */
  mine: string | undefined;
}): string {
  const { count, kind, mine } = options;
  const noun =
    kind === kind.toLocaleUpperCase('en')
      ? kind
      : kind.charAt(0).toLocaleLowerCase('en') + kind.slice(1);
  const plural = /[^aeiou]y$/.test(noun)
    ? `${noun.slice(0, -1)}ies`
    : `${noun}s`;
  const ending = endings[mine ?? ''] ?? '';
  if (count === undefined) {
    return `The ${plural}${ending}.`;
  }
  const number = count === 0 ? 'No' : count.toLocaleString('en');
  return `${number} ${count === 1 ? noun : plural}${ending}.`;
}
