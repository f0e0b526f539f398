import { useEffect, useRef, useState, type DragEvent } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { ComponentSummary } from '@dop/plugin-components-common';
import {
  ErrorState,
  Loading,
  useKeys,
  usePages,
} from '@dop/plugin-devops-react';
import { pipelinesTranslationRef } from '../../translation';
import { useFieldStyles } from '../fields/useFieldStyles';
import { dragType, stepKinds, usesOf } from './newStep';
import { useComponents } from './useComponents';

const useStyles = makeStyles(
  theme => ({
    root: { padding: 12, minWidth: 0 },
    heading: {
      margin: '14px 0 6px',
      fontSize: '0.78rem',
      fontWeight: 600,
      color: 'var(--dop-text-soft)',
    },
    list: { margin: 0, padding: 0, listStyle: 'none' },
    entry: {
      all: 'unset',
      boxSizing: 'border-box',
      display: 'block',
      width: '100%',
      padding: '6px 8px',
      marginBottom: 4,
      border: '1px solid var(--dop-border)',
      borderRadius: 6,
      background: 'var(--dop-surface-raised)',
      cursor: 'grab',
      overflowWrap: 'anywhere',
      '&:hover': { borderColor: 'var(--dop-link)' },
      '&:focus-visible': { outline: '2px solid var(--dop-link)' },
      '&:disabled': { opacity: 0.5, pointerEvents: 'none' },
      [theme.breakpoints.down('xs')]: { padding: '10px 12px' },
    },
    name: { display: 'block', fontWeight: 600 },
    about: {
      display: '-webkit-box',
      WebkitBoxOrient: 'vertical',
      WebkitLineClamp: 2,
      overflow: 'hidden',
      fontSize: '0.78rem',
      lineHeight: 1.35,
      color: 'var(--dop-text-soft)',
    },
  }),
  { name: 'DopPalette' },
);

function drag(event: DragEvent, chosen: string) {
  event.dataTransfer.setData(dragType, chosen);
  event.dataTransfer.effectAllowed = 'copy';
}

/** What steps can be made of; Enter, a click or dragging adds one. */
export function Palette(props: {
  disabled: boolean;
  /** @param chosen - a kind of step, or the text of `uses` */
  onAdd: (chosen: string) => void;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { disabled, onAdd } = props;
  const classes = useStyles();
  const fields = useFieldStyles();
  const components = useComponents();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [search, setSearch] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSearch(text.trim()), 200);
    return () => clearTimeout(timer);
  }, [text]);
  const pages = usePages(search, cursor =>
    components.list({ ...(search && { search }), cursor, limit: 30 }),
  );
  useKeys({
    '/': {
      label: t('editor.palette.search'),
      run: () => input.current?.focus(),
    },
  });
  const usable = pages.rows.filter(({ lifecycle }) => lifecycle !== 'retired');
  const usesText = (component: ComponentSummary) =>
    usesOf({ ...component, version: component.latestVersion });
  const kinds = stepKinds.filter(kind =>
    `${kind} ${t(`editor.palette.${kind}`)}`
      .toLowerCase()
      .includes(text.trim().toLowerCase()),
  );
  const addFirst = () => {
    const [first] = search === text.trim() ? usable : [];
    const chosen = first ? usesText(first) : kinds[0];
    if (chosen && !disabled) {
      onAdd(chosen);
    }
  };
  return (
    <section
      className={classes.root}
      data-palette
      aria-label={t('editor.palette.title')}
    >
      <input
        ref={input}
        type="search"
        className={fields.input}
        aria-label={t('editor.palette.search')}
        placeholder={t('editor.palette.search')}
        value={text}
        onChange={event => setText(event.target.value)}
        onKeyDown={event => {
          if (event.key === 'Enter') {
            addFirst();
          }
        }}
      />
      <h3 className={classes.heading}>{t('editor.palette.components')}</h3>
      {pages.error !== undefined && (
        <ErrorState
          error={pages.error}
          title={t('editor.palette.loadFailed')}
          onRetry={pages.reload}
        />
      )}
      {pages.loading && <Loading what={t('editor.palette.componentsInText')} />}
      {!pages.loading && pages.error === undefined && usable.length === 0 && (
        <p className={classes.about}>
          {search
            ? t('editor.palette.nothingFound', { search })
            : t('editor.palette.empty')}
        </p>
      )}
      <ul className={classes.list}>
        {usable.map(component => {
          const { namespace, name, title, description } = component;
          return (
            <li key={`${namespace}/${name}`}>
              <button
                type="button"
                className={classes.entry}
                draggable={!disabled}
                disabled={disabled}
                aria-label={t('editor.palette.add', {
                  what: title ?? `${namespace}/${name}`,
                })}
                title={description}
                onDragStart={event => drag(event, usesText(component))}
                onClick={() => onAdd(usesText(component))}
              >
                <span className={classes.name}>
                  {title ?? `${namespace}/${name}`}
                </span>
                <span className={classes.about}>
                  {title && `${namespace}/${name} · `}
                  {description}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {pages.hasMore && (
        <button
          type="button"
          className={fields.link}
          disabled={pages.loadingMore}
          onClick={pages.loadMore}
        >
          {t('editor.palette.more')}
        </button>
      )}
      {kinds.length > 0 && (
        <>
          <h3 className={classes.heading}>{t('editor.palette.others')}</h3>
          <ul className={classes.list}>
            {kinds.map(kind => (
              <li key={kind}>
                <button
                  type="button"
                  className={classes.entry}
                  draggable={!disabled}
                  disabled={disabled}
                  aria-label={t('editor.palette.add', {
                    what: t(`editor.palette.${kind}`),
                  })}
                  onDragStart={event => drag(event, kind)}
                  onClick={() => onAdd(kind)}
                >
                  <span className={classes.name}>
                    {t(`editor.palette.${kind}`)}
                  </span>
                  <span className={classes.about}>
                    {t(`editor.palette.${kind}About`)}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
