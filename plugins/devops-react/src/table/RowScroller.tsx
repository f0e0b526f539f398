import { useEffect, useRef, type ReactNode } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { makeStyles } from '@material-ui/core/styles';

/** From here on only the rows in sight are in the page. */
const virtualFrom = 100;

const useStyles = makeStyles(
  {
    root: { margin: 0, padding: 0, listStyle: 'none' },
    scroll: { maxHeight: 'min(70vh, 720px)', overflow: 'auto' },
    placed: { position: 'absolute', left: 0, right: 0, top: 0 },
  },
  { name: 'DopRowScroller' },
);

/** Rows of one height; many of them scroll in a frame of their own. */
export function RowScroller(props: {
  label: string;
  count: number;
  rowHeight: number;
  /** Comes into sight when it changes. */
  current: number;
  keyOf: (index: number) => string;
  render: (index: number) => ReactNode;
}) {
  const { label, count, rowHeight, current, keyOf, render } = props;
  const classes = useStyles();
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = count > virtualFrom;
  const virtualizer = useVirtualizer({
    count: virtual ? count : 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 15,
    getItemKey: keyOf,
  });
  const chosen = current >= 0 ? keyOf(current) : undefined;
  const showChosen = useRef(() => {});
  showChosen.current = () =>
    virtualizer.scrollToIndex(current, { align: 'auto' });
  useEffect(() => {
    // Not when rows come or go: what somebody reads stays where it is.
    if (virtual && chosen !== undefined) {
      showChosen.current();
    }
  }, [chosen, virtual]);
  if (!virtual) {
    return (
      <ol className={classes.root} aria-label={label}>
        {Array.from({ length: count }, (_, index) => (
          <li key={keyOf(index)}>{render(index)}</li>
        ))}
      </ol>
    );
  }
  return (
    <div ref={scroll} className={classes.scroll}>
      <ol
        className={classes.root}
        aria-label={label}
        style={{ height: virtualizer.getTotalSize(), position: 'relative' }}
      >
        {virtualizer.getVirtualItems().map(({ index, start, key }) => (
          <li
            key={key}
            className={classes.placed}
            style={{ transform: `translateY(${start}px)`, height: rowHeight }}
            aria-setsize={count}
            aria-posinset={index + 1}
          >
            {render(index)}
          </li>
        ))}
      </ol>
    </div>
  );
}
