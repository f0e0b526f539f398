import { ValueView } from './ValueView';

/** A short look at data, for hover and for small places. */
export function LinkPreview({ value }: { value: Record<string, unknown> }) {
  const known = Object.fromEntries(
    Object.entries(value).filter(([, each]) => each !== undefined),
  );
  return Object.keys(known).length > 0 ? (
    <ValueView value={known} depth={2} />
  ) : (
    <>{Object.keys(value).join(', ')}: nothing has come through yet</>
  );
}
