import {
  useEffect,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from 'react';
import { useNavigate } from 'react-router-dom';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import { useVirtualizer } from '@tanstack/react-virtual';
import { usePhone } from '../layout/usePhone';
import { devopsReactTranslationRef } from '../translation';
import { sortRows, type DataColumn, type Sorting } from './columns';
import { useRowKeys } from './useRowKeys';
import { useTableStyles } from './useTableStyles';

/** From here on only the rows in sight are in the page. */
const virtualFrom = 150;

export interface DataTableProps<Row> {
  /** What is listed, for those who don't see it: `Runs`. */
  label: string;
  rows: readonly Row[];
  columns: DataColumn<Row>[];
  rowKey: (row: Row) => string;
  /** Where `Enter` and a click lead. */
  rowHref?: (row: Row) => string | undefined;
  /** Instead of `rowHref`: the page itself shows what was chosen. */
  onOpen?: (row: Row) => void;
  /** Key of the row that the page shows now. */
  selected?: string;
  /** There is a further page. It is fetched when the end comes into sight. */
  hasMore?: boolean;
  onMore?: () => void;
  loadingMore?: boolean;
  /** Shown instead of rows; an `EmptyState` mostly. */
  empty?: ReactNode;
}

/**
 * A list: sticky header, 40 px rows, `j`, `k` and `Enter`, stacked rows on a
 * phone. Ten thousand rows are no problem; pages of a cursor are appended.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, rows, columns, rowKey, rowHref, onOpen, empty } = props;
  const { hasMore, onMore, loadingMore, selected } = props;
  const classes = useTableStyles();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const navigate = useNavigate();
  const phone = usePhone();
  const scroll = useRef<HTMLDivElement>(null);
  const [sorting, setSorting] = useState<Sorting>();
  const sorted = useMemo(
    () => sortRows(rows, columns, sorting),
    [rows, columns, sorting],
  );
  const virtual = sorted.length > virtualFrom;
  const virtualizer = useVirtualizer({
    count: virtual ? sorted.length : 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => (phone ? 72 : 41),
    overscan: 12,
    getItemKey: index => rowKey(sorted[index]),
  });
  const items = virtualizer.getVirtualItems();
  const lastInSight = items.length > 0 ? items[items.length - 1].index : 0;
  const nearEnd = virtual && lastInSight >= sorted.length - 20;
  useEffect(() => {
    if (nearEnd && hasMore && !loadingMore) {
      onMore?.();
    }
  }, [nearEnd, hasMore, loadingMore, onMore]);

  const open = (row: Row, newTab: boolean) => {
    const href = rowHref?.(row);
    if (href && newTab) {
      window.open(href, '_blank', 'noopener');
    } else if (href) {
      navigate(href);
    } else {
      onOpen?.(row);
    }
  };
  const keys = useRowKeys({
    count: sorted.length,
    container: scroll,
    onOpen: index => open(sorted[index], false),
    scrollTo: index => virtual && virtualizer.scrollToIndex(index),
  });
  const template = columns
    .map(({ width }) => width ?? 'minmax(0, 1fr)')
    .join(' ');
  const openable = Boolean(rowHref || onOpen);

  const renderRow = (row: Row, index: number, position?: number) => {
    const shared = {
      role: 'row',
      'aria-rowindex': index + 2,
      'data-index': index,
      'data-row': index,
      'data-current': selected === rowKey(row) || undefined,
      tabIndex: index === keys.current ? 0 : -1,
      ref: position === undefined ? undefined : virtualizer.measureElement,
      onFocus: () => keys.setCurrent(index),
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key === 'Enter' && event.target === event.currentTarget) {
          open(row, event.metaKey || event.ctrlKey);
        }
      },
      onClick: (event: MouseEvent) => {
        const inner = (event.target as Element).closest('a, button, input');
        const marking = window.getSelection()?.toString();
        if (openable && !inner && !marking) {
          open(row, event.metaKey || event.ctrlKey);
        }
      },
      style: {
        gridTemplateColumns: phone ? undefined : template,
        ...(position !== undefined && {
          position: 'absolute',
          left: 0,
          right: 0,
          transform: `translateY(${position}px)`,
        }),
      } as CSSProperties,
    };
    const look = `${classes.row} ${openable ? classes.openable : ''} ${
      index === sorted.length - 1 ? classes.last : ''
    }`;
    return phone ? (
      <div key={rowKey(row)} {...shared} className={`${look} ${classes.stack}`}>
        {columns
          .filter(column => column.phone !== 'hidden')
          .sort(
            (a, b) =>
              Number(b.phone === 'primary') - Number(a.phone === 'primary'),
          )
          .map(column => (
            <span
              key={column.id}
              role="cell"
              className={stackClass(classes, column.phone)}
            >
              {column.phone === 'labelled' && (
                <>
                  <span className={classes.stackLabel}>{column.label}</span>{' '}
                </>
              )}
              {column.render(row)}
            </span>
          ))}
      </div>
    ) : (
      <div key={rowKey(row)} {...shared} className={look}>
        {columns.map(column => (
          <div
            key={column.id}
            role="cell"
            className={`${classes.cell} ${column.align ? classes.right : ''}`}
          >
            {column.render(row)}
          </div>
        ))}
      </div>
    );
  };

  if (rows.length === 0 && empty) {
    return <>{empty}</>;
  }
  return (
    <div
      className={classes.frame}
      role="table"
      aria-label={label}
      aria-rowcount={hasMore ? -1 : sorted.length + 1}
    >
      <div ref={scroll} className={virtual ? classes.scroll : undefined}>
        {!phone && (
          <div role="rowgroup">
            <div
              role="row"
              className={classes.head}
              style={{ gridTemplateColumns: template }}
            >
              {columns.map(column => (
                <HeadCell
                  key={column.id}
                  column={column}
                  sorting={sorting}
                  onSort={setSorting}
                />
              ))}
            </div>
          </div>
        )}
        <div
          role="rowgroup"
          style={
            virtual
              ? { height: virtualizer.getTotalSize(), position: 'relative' }
              : undefined
          }
        >
          {virtual
            ? items.map(item =>
                renderRow(sorted[item.index], item.index, item.start),
              )
            : sorted.map((row, index) => renderRow(row, index))}
        </div>
        {hasMore && (
          <div className={classes.more}>
            <Button size="small" disabled={loadingMore} onClick={onMore}>
              {loadingMore ? t('table.loadingMore') : t('table.loadMore')}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

function stackClass<Row>(
  classes: ReturnType<typeof useTableStyles>,
  place: DataColumn<Row>['phone'],
): string {
  if (place === 'primary') {
    return classes.stackPrimary;
  }
  return place === 'action'
    ? `${classes.stackCell} ${classes.stackAction}`
    : classes.stackCell;
}

function HeadCell<Row>(props: {
  column: DataColumn<Row>;
  sorting: Sorting | undefined;
  onSort: (sorting: Sorting | undefined) => void;
}) {
  const { column, sorting, onSort } = props;
  const classes = useTableStyles();
  const active = sorting?.column === column.id ? sorting.direction : undefined;
  const next = {
    none: { column: column.id, direction: 'ascending' as const },
    ascending: { column: column.id, direction: 'descending' as const },
    descending: undefined,
  }[active ?? 'none'];
  return (
    <div
      role="columnheader"
      aria-sort={active}
      className={`${classes.cell} ${column.align ? classes.right : ''}`}
    >
      {column.sortValue ? (
        <button
          type="button"
          className={classes.sort}
          onClick={() => onSort(next)}
        >
          {column.label}
          {active && (
            <span aria-hidden>{active === 'ascending' ? '↑' : '↓'}</span>
          )}
        </button>
      ) : (
        column.label
      )}
    </div>
  );
}
