import type { Translate } from '../translation';

function endingOf(t: Translate, mine: string | undefined): string {
  switch (mine) {
    case 'owned':
      return t('countSentence.owned');
    case 'starred':
      return t('countSentence.starred');
    default:
      return '';
  }
}

/** `2 components that you own.`; kinds that are abbreviations stay in capitals. */
export function countSentence(
  t: Translate,
  options: {
    /** Undefined while it is being counted. */
    count: number | undefined;
    kind: string;
    /** Backstage's choice between all, owned and starred. */
    mine: string | undefined;
  },
): string {
  const { count, kind, mine } = options;
  const noun =
    kind === kind.toLocaleUpperCase('en')
      ? kind
      : kind.charAt(0).toLocaleLowerCase('en') + kind.slice(1);
  const plural = /[^aeiou]y$/.test(noun)
    ? `${noun.slice(0, -1)}ies`
    : `${noun}s`;
  const ending = endingOf(t, mine);
  if (count === undefined) {
    return t('countSentence.all', { things: plural, ending });
  }
  return t('countSentence.soMany', {
    number: count === 0 ? t('countSentence.no') : count.toLocaleString('en'),
    things: count === 1 ? noun : plural,
    ending,
  });
}
