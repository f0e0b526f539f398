import { shortTag } from '../links';

/** A tag as people read it: one that is a whole commit is shortened. */
export function TagName({ tag }: { tag: string }) {
  const short = shortTag(tag);
  return short === tag ? <>{tag}</> : <span title={tag}>{short}</span>;
}
