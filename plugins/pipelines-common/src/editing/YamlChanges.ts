import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
} from 'yaml';
import type { JsonObject, JsonValue } from '@backstage/types';
import { equalJson } from '../schema/schemaTypes';
import { fieldOrder } from './fieldOrder';
import { renderName, renderValue, type RenderOptions } from './renderYaml';
import type { TextChange } from './TextChange';
import type { EditPath } from './WorkflowEdit';
import type { Member, YamlText } from './YamlText';

/** An edit that cannot be made; the message is for people. */
export class EditProblem extends Error {}

/** A collection with the way to it. */
interface Place {
  node: Node;
  path: EditPath;
  /** What it is of the collection around it. */
  member?: Member;
}

/** Collects the fewest changes of a text that set and take away values. */
export class YamlChanges {
  readonly #yaml: YamlText;
  readonly #changes: TextChange[] = [];
  readonly #gone = new Set<Member>();

  constructor(yaml: YamlText) {
    this.#yaml = yaml;
  }

  /** In the order of the text. */
  get all(): TextChange[] {
    return this.#changes
      .filter(({ from, to, insert }) => from < to || insert)
      .sort((a, b) => a.from - b.from || a.to - b.to);
  }

  /** A change that the caller knows to be right. */
  replace(from: number, to: number, insert: string): void {
    this.#changes.push({ from, to, insert });
  }

  /** Sets a value, making the maps around it where there are none. */
  set(path: EditPath, value: JsonValue, after?: string): void {
    let place: Place = { node: this.#yaml.root, path: [] };
    for (let depth = 0; depth < path.length; depth++) {
      const members = this.#yaml.membersOf(place.node);
      const at = members.findIndex(
        (member, index) => (member.name ?? index) === path[depth],
      );
      const rest = nest(path.slice(depth + 1), value);
      const member = members[at];
      if (!member) {
        this.#add(place, path[depth], rest, after);
        return;
      }
      const inner = member.value;
      if (isAlias(inner)) {
        throw new EditProblem(
          `"${path
            .slice(0, depth + 1)
            .join('.')}" is written once for several places (*${
            inner.source
          }). Change it in the text.`,
        );
      }
      if (depth === path.length - 1 || !isCollection(inner)) {
        this.#replaceMember(place, member, rest);
        return;
      }
      place = { node: inner, path: path.slice(0, depth + 1), member };
    }
    this.#mergeInto(place, value);
  }

  /** Takes members of one collection away. */
  remove(path: EditPath, names: readonly (string | number)[]): void {
    const node = this.#yaml.find(path);
    const members = this.#yaml.membersOf(node);
    const gone = members.filter((member, index) =>
      names.includes(member.name ?? index),
    );
    if (!isCollection(node) || gone.length === 0) {
      return;
    }
    gone.forEach(member => this.#gone.add(member));
    if (gone.length === members.length) {
      this.#empty(path, node);
    } else if (node.flow) {
      this.#removeFromLine(members);
    } else {
      this.#removeLines(members);
    }
  }

  #add(
    place: Place,
    name: string | number,
    value: JsonValue,
    after?: string,
  ): void {
    const members = this.#yaml
      .membersOf(place.node)
      .filter(member => !this.#gone.has(member));
    if (isMap(place.node)) {
      const previous = previousOf(members, String(name), place.path, after);
      this.#insert(place, String(name), value, previous);
    } else if (isSeq(place.node)) {
      this.#insert(place, undefined, value, members[members.length - 1]);
    } else {
      throw new EditProblem(`"${place.path.join('.')}" has no fields.`);
    }
  }

  #empty(path: EditPath, node: Node): void {
    const empty = isMap(node) ? '{}' : '[]';
    const [start, end] = node.range!;
    if ((node as { flow?: boolean }).flow) {
      this.replace(start, end, empty);
      return;
    }
    const around = this.#yaml.membersOf(this.#yaml.find(path.slice(0, -1)));
    const member = around.find(({ value }) => value === node);
    if (member?.colonEnd === undefined) {
      this.replace(start, this.#yaml.endOf(node), empty);
    } else {
      this.replace(member.colonEnd, member.colonEnd, ` ${empty}`);
      this.#removeLines(this.#yaml.membersOf(node));
    }
  }

  /** Runs of members between brackets, each with one of the commas around it. */
  #removeFromLine(members: Member[]): void {
    forRuns(members, this.#gone, (first, last) => {
      const next = members[last + 1];
      if (next) {
        this.replace(members[first].start, next.start, '');
      } else {
        this.replace(members[first - 1].end, members[last].end, '');
      }
    });
  }

  /** Runs of members with lines of their own; comments between them stay. */
  #removeLines(members: Member[]): void {
    const yaml = this.#yaml;
    members.forEach((member, index) => {
      if (!this.#gone.has(member)) {
        return;
      }
      if (!yaml.beginsLine(member.start)) {
        // The first field behind a dash: the one below it takes its place.
        const next = members.findIndex(
          (each, at) => at > index && !this.#gone.has(each),
        );
        this.replace(member.start, members[next].start, '');
        members.slice(index, next).forEach(each => this.#gone.delete(each));
        return;
      }
      let from = yaml.lineStart(member.start);
      let to = yaml.nextLine(member.end);
      const before = yaml.text.slice(yaml.lineStart(from - 1), from);
      const behind = yaml.text.slice(to, yaml.nextLine(to));
      if (to < yaml.text.length && isBlank(behind) && isBlank(before)) {
        to = yaml.nextLine(to);
      }
      if (to === yaml.text.length && yaml.lineEnd(member.end) === to) {
        from = yaml.lineEnd(from - 2 < 0 ? 0 : yaml.lineStart(from - 1));
      }
      this.replace(from, to, '');
    });
  }

  /** @param previous - undefined for the beginning */
  #insert(
    { node }: Place,
    name: string | undefined,
    value: JsonValue,
    previous: Member | undefined,
  ): void {
    const label = name === undefined ? '' : `${renderName(name)}:`;
    const members = this.#yaml.membersOf(node);
    const left = members.filter(each => !this.#gone.has(each));
    if ((node as { flow?: boolean }).flow || left.length === 0) {
      const text = `${label}${this.#render(value, { as: 'flow', indent: 0 })}`;
      if (left.length === 0) {
        const inner = label ? `{ ${text} }` : `[${text.trim()}]`;
        this.replace(node.range![0], this.#yaml.endOf(node), inner);
      } else if (previous) {
        this.replace(previous.end, previous.end, `, ${text.trimStart()}`);
      } else {
        this.replace(left[0].start, left[0].start, `${text.trimStart()}, `);
      }
      return;
    }
    const column = this.#yaml.columnOf(members[0].start);
    const entry = `${label || '-'}${this.#render(value, {
      as: label ? 'entry' : 'item',
      indent: column,
    })}`;
    const margin = ' '.repeat(column);
    const { eol } = this.#yaml;
    if (previous) {
      const at = this.#behind(previous, column);
      const gap = isSpaced(this.#yaml, members) ? eol : '';
      this.replace(at, at, `${eol}${gap}${margin}${entry}`);
    } else {
      const at = left[0].start;
      this.replace(at, at, `${entry}${eol}${margin}`);
    }
  }

  /** Where a line can follow a member: behind the comments that belong to it. */
  #behind({ end }: Member, column: number): number {
    const yaml = this.#yaml;
    let at = yaml.lineEnd(end);
    for (;;) {
      const next = yaml.nextLine(at);
      const line = yaml.text.slice(next, yaml.lineEnd(next));
      if (next === at || !/^\s+#/.test(line) || line.search(/#/) <= column) {
        return at;
      }
      at = yaml.lineEnd(next);
    }
  }

  #replaceMember(place: Place, member: Member, value: JsonValue): void {
    const { value: old } = member;
    const whole =
      (isMap(old) && isObject(value)) || (isSeq(old) && isList(value));
    if (old && whole) {
      const path = [...place.path, member.name ?? this.#indexIn(place, member)];
      this.#mergeInto({ node: old, path, member }, value);
      return;
    }
    if (isScalar(old) && equalJson(old.value as JsonValue, value)) {
      return;
    }
    const flow = Boolean((place.node as { flow?: boolean }).flow);
    const rendered = this.#render(value, {
      as: flow ? 'flow' : formOf(member),
      indent: this.#yaml.columnOf(member.start),
      quote: quoteOf(old),
    });
    const oneLine = !rendered.includes('\n');
    if (old && oneLine && (isCollection(old) ? old.flow : !isBlock(old))) {
      this.replace(old.range![0], this.#yaml.endOf(old), rendered.trimStart());
    } else {
      this.#replaceValue(member, rendered);
    }
  }

  #indexIn({ node }: Place, member: Member): number {
    return this.#yaml.membersOf(node).indexOf(member);
  }

  /** Puts a value behind a name or dash; a comment on its line stays there. */
  #replaceValue(member: Member, rendered: string): void {
    const yaml = this.#yaml;
    const { value: old, end } = member;
    const begin = member.colonEnd ?? member.start + 1;
    const split = rendered.indexOf(yaml.eol);
    const head = split < 0 ? rendered : rendered.slice(0, split);
    const tail = split < 0 ? '' : rendered.slice(split);
    const line = yaml.lineEnd(begin);
    const below = end > line;
    if (below && (isBlock(old) || (isCollection(old) && !old.flow))) {
      const header = isBlock(old)
        ? /^\s*[|>][-+0-9]*/.exec(yaml.text.slice(begin, line))?.[0].length
        : 0;
      if (member.colonEnd === undefined && !header) {
        this.replace(begin, end, rendered);
        return;
      }
      this.replace(begin, begin + (header ?? 0), head);
      this.replace(line, end, tail);
      return;
    }
    this.replace(begin, old ? end : begin, head);
    const lineEnd = yaml.lineEnd(old ? end : begin);
    this.replace(lineEnd, lineEnd, tail);
  }

  /** Makes what a collection says the same as a value, keeping what is the same. */
  #mergeInto(place: Place, value: JsonValue): void {
    const { node, path } = place;
    const members = this.#yaml.membersOf(node);
    if (isMap(node) && isObject(value)) {
      const names = Object.keys(value);
      const gone = members.flatMap(({ name }) =>
        names.includes(name!) ? [] : [name!],
      );
      const kept = members.length - gone.length;
      if (kept > 0 || names.length === 0) {
        this.remove(path, gone);
      }
      if (kept === 0 && members.length > 0) {
        this.#rewrite(place, value);
        return;
      }
      for (const name of names) {
        const member = members.find(each => each.name === name);
        if (member) {
          this.#refuseAlias(member);
          this.#replaceMember(place, member, value[name]!);
        } else {
          this.#add(place, name, value[name]!);
        }
      }
    } else if (isSeq(node) && isList(value)) {
      this.#mergeList(place, members, value);
    } else {
      throw new EditProblem('This file has another form here.');
    }
  }

  #mergeList(place: Place, members: Member[], value: JsonValue[]): void {
    const old = members.map(member => plain(member.value));
    let first = 0;
    while (
      first < Math.min(old.length, value.length) &&
      equalJson(old[first], value[first])
    ) {
      first++;
    }
    let same = 0;
    while (
      same < Math.min(old.length, value.length) - first &&
      equalJson(old[old.length - 1 - same], value[value.length - 1 - same])
    ) {
      same++;
    }
    const changed = Math.min(old.length, value.length) - same;
    for (let at = first; at < changed; at++) {
      this.#refuseAlias(members[at]);
      this.#replaceMember(place, members[at], value[at]);
    }
    const indexes = old.map((_, at) => at);
    this.remove(place.path, indexes.slice(changed, old.length - same));
    const previous = members[old.length - same - 1];
    value
      .slice(changed, value.length - same)
      .forEach(item => this.#insert(place, undefined, item, previous));
  }

  #rewrite({ node, path, member }: Place, value: JsonValue): void {
    if (member && !(node as { flow?: boolean }).flow) {
      this.#replaceValue(
        member,
        this.#render(value, {
          as: formOf(member),
          indent: this.#yaml.columnOf(member.start),
        }),
      );
    } else if (path.length > 0) {
      const text = this.#render(value, { as: 'flow', indent: 0 });
      this.replace(node.range![0], this.#yaml.endOf(node), text.trimStart());
    }
  }

  #refuseAlias({ value }: Member): void {
    if (isAlias(value)) {
      throw new EditProblem(
        `*${value.source} is written once for several places. Change it in the text.`,
      );
    }
  }

  #render(
    value: JsonValue,
    options: Pick<RenderOptions, 'as' | 'indent' | 'quote'>,
  ): string {
    const { step, eol } = this.#yaml;
    return renderValue(value, { ...options, step, eol });
  }
}

function nest(path: EditPath, value: JsonValue): JsonValue {
  return path.reduceRight<JsonValue>(
    (inner, name) => (typeof name === 'number' ? [inner] : { [name]: inner }),
    value,
  );
}

/** The member behind which a new one belongs; undefined for the beginning. */
function previousOf(
  members: Member[],
  name: string,
  path: EditPath,
  after: string | undefined,
): Member | undefined {
  const last = members[members.length - 1];
  if (after !== undefined) {
    return members.find(member => member.name === after) ?? last;
  }
  const order = fieldOrder(path);
  const place = order.indexOf(name);
  if (place < 0) {
    return last;
  }
  const before = members.filter(member => {
    const other = order.indexOf(member.name ?? '');
    return other >= 0 && other < place;
  });
  return before[before.length - 1];
}

/** Whether empty lines stand between the members. */
function isSpaced(yaml: YamlText, members: Member[]): boolean {
  if (members.length < 2) {
    return false;
  }
  const [first, second] = members;
  return /\n\s*\n/.test(yaml.text.slice(first.end, second.start));
}

function forRuns(
  members: Member[],
  gone: ReadonlySet<Member>,
  visit: (first: number, last: number) => void,
): void {
  for (let first = 0; first < members.length; first++) {
    if (gone.has(members[first])) {
      let last = first;
      while (last + 1 < members.length && gone.has(members[last + 1])) {
        last++;
      }
      visit(first, last);
      first = last;
    }
  }
}

/** What a value of lines of its own stands behind. */
function formOf({ name }: Member): 'item' | 'entry' {
  return name === undefined ? 'item' : 'entry';
}

function isBlock(node: Node | undefined): boolean {
  return isScalar(node) && /^BLOCK/.test(String((node as Scalar).type));
}

function quoteOf(node: Node | undefined): RenderOptions['quote'] {
  const type = isScalar(node) ? (node as Scalar).type : undefined;
  return type === 'QUOTE_SINGLE' || type === 'QUOTE_DOUBLE' ? type : undefined;
}

function plain(node: Node | undefined): JsonValue {
  return node && !isAlias(node) ? (node as Scalar).toJSON() : null;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: JsonValue): value is JsonValue[] {
  return Array.isArray(value);
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}
