import { usesOf } from '../palette/newStep';
import type { YamlPlace } from './placeIn';
import type { CompletionRequest, Offer } from './types';

/** Components by what was typed of `namespace/name@version`. */
export async function componentOffers(
  { findComponents, signal, components }: CompletionRequest,
  { before }: YamlPlace,
): Promise<Offer[]> {
  const [query, version] = before.trim().split('@');
  const found = (await findComponents?.(query, signal)) ?? [];
  const offers = new Map<string, Offer>();
  for (const { namespace, name, latestVersion, title, description } of found) {
    const ref = `${namespace}/${name}`;
    const range = usesOf({ namespace, name, version: latestVersion });
    const exact = `${ref}@${latestVersion}`;
    // Behind the @ a version is chosen, before it a component.
    const uses =
      version !== undefined && ref === query
        ? [...new Set([range, exact])]
        : [range];
    for (const each of uses) {
      offers.set(each, {
        label: each,
        insert: each,
        detail: title,
        info: description,
        kind: 'value',
      });
    }
  }
  for (const [uses, { title }] of Object.entries(components)) {
    if (!offers.has(uses)) {
      offers.set(uses, {
        label: uses,
        insert: uses,
        detail: title,
        kind: 'value',
      });
    }
  }
  return [...offers.values()];
}
