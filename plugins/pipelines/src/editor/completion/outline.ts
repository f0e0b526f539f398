/** What stands in a YAML file, as far as it can be seen from a broken one. */
export type Outline = OutlineMap | OutlineList | OutlineScalar;

/** A value that may still be missing. */
export interface OutlineSlot {
  path: OutlinePath;
  value?: Outline;
}

/** Names in maps, numbers in lists. */
export type OutlinePath = readonly (string | number)[];

export interface OutlineEntry extends OutlineSlot {
  key: string;
  /** Where the name is written, with its quotes. */
  from: number;
  to: number;
  /** Whether a colon follows. */
  colon: boolean;
}

export interface OutlineMap {
  kind: 'map';
  path: OutlinePath;
  entries: OutlineEntry[];
}

export interface OutlineList {
  kind: 'list';
  path: OutlinePath;
  items: OutlineSlot[];
}

export interface OutlineScalar {
  kind: 'scalar';
  /** As it is written, with its quotes. */
  source: string;
  from: number;
  to: number;
  style: 'plain' | 'block' | "'" | '"';
}

/** A name as it is written. */
export interface KeyText {
  key: string;
  from: number;
  to: number;
  colon: boolean;
  /** Offset behind the colon. */
  behind: number;
}

/** The value behind names; undefined where there is none. */
export function valueAt(
  from: Outline | undefined,
  ...names: string[]
): Outline | undefined {
  let at = from;
  for (const name of names) {
    at = entryOf(at, name)?.value;
  }
  return at;
}

export function entriesOf(map: Outline | undefined): OutlineEntry[] {
  return map?.kind === 'map' ? map.entries : [];
}

function entryOf(
  map: Outline | undefined,
  name: string,
): OutlineEntry | undefined {
  return entriesOf(map).find(({ key }) => key === name);
}

/** The text of a scalar without its quotes. */
export function textOf(value: Outline | undefined): string | undefined {
  if (value?.kind !== 'scalar') {
    return undefined;
  }
  const { source, style } = value;
  if (style === "'") {
    return source.replace(/^'|'$/g, '').replace(/''/g, "'");
  }
  if (style === '"') {
    return source.replace(/^"|"$/g, '').replace(/\\(["\\])/g, '$1');
  }
  return source;
}

/** A text or a list of them, as a list. */
export function textsOf(value: Outline | undefined): string[] {
  const values =
    value?.kind === 'list' ? value.items.map(item => item.value) : [value];
  return values.map(textOf).filter(text => text !== undefined);
}

/** All that is written in a value, without its names. */
export function writtenIn(value: Outline | undefined): string[] {
  switch (value?.kind) {
    case 'map':
      return value.entries.flatMap(entry => writtenIn(entry.value));
    case 'list':
      return value.items.flatMap(item => writtenIn(item.value));
    case 'scalar':
      return [value.source];
    default:
      return [];
  }
}
