import { useEffect, useId, useMemo, useState, type KeyboardEvent } from 'react';
import Popover from '@material-ui/core/Popover';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { devopsReactTranslationRef } from '../../translation';
import type { GraphNode } from '../types';
import { useEditingStyles } from './useEditingStyles';

export interface ConnectChooserProps {
  from: GraphNode;
  /** In the order in which they are offered. */
  targets: readonly GraphNode[];
  /** Where it opens. */
  anchor: Element;
  refusal(to: string): string | undefined;
  /** The one that Enter would take, to be shown in the drawing. */
  onAim(to: string | undefined): void;
  onChoose(to: string): void;
  onClose(): void;
}

const mostShown = 50;

/** Chooses by name which step a line goes to; all of it works by keyboard. */
export function ConnectChooser({
  from,
  targets,
  anchor,
  refusal,
  onAim,
  onChoose,
  onClose,
}: ConnectChooserProps) {
  const classes = useEditingStyles();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const list = useId();
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const found = useMemo(() => {
    const words = search.trim().toLocaleLowerCase();
    return targets.filter(({ id, title }) =>
      `${id} ${title}`.toLocaleLowerCase().includes(words),
    );
  }, [targets, search]);
  const shown = found.slice(0, mostShown);
  const current = shown[at];
  const aimed = current?.id;
  useEffect(() => {
    onAim(aimed);
  }, [aimed, onAim]);
  useEffect(() => {
    if (aimed !== undefined) {
      document
        .getElementById(`${list}-${at}`)
        ?.scrollIntoView?.({ block: 'nearest' });
    }
  }, [list, at, aimed]);
  const label = t('graphEditing.connectTo', { title: from.title });
  const choose = (to: string) => {
    if (refusal(to) === undefined) {
      onChoose(to);
    }
  };
  const go = (by: number) =>
    setAt((at + by + shown.length) % Math.max(1, shown.length));
  const onKeyDown = (event: KeyboardEvent) => {
    const keys: Record<string, () => void> = {
      ArrowDown: () => go(1),
      ArrowUp: () => go(-1),
      Tab: () => go(event.shiftKey ? -1 : 1),
      Enter: () => current && choose(current.id),
      Escape: onClose,
    };
    const act = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
    if (act && !event.nativeEvent.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      act();
    }
  };
  return (
    <Popover
      open
      anchorEl={anchor}
      onClose={onClose}
      anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
      transitionDuration={0}
      disableRestoreFocus
      PaperProps={{ role: 'dialog', 'aria-label': label }}
    >
      <div className={classes.chooser}>
        <input
          className={classes.search}
          role="combobox"
          aria-expanded
          aria-autocomplete="list"
          aria-controls={list}
          aria-activedescendant={current && `${list}-${at}`}
          aria-label={label}
          placeholder={label}
          value={search}
          // It was opened to type into.
          ref={element => element?.focus()}
          onChange={event => {
            setSearch(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <ul
          id={list}
          role="listbox"
          aria-label={t('graphEditing.steps')}
          className={classes.options}
        >
          {shown.map((target, index) => {
            const reason = refusal(target.id);
            return (
              <li
                key={target.id}
                id={`${list}-${index}`}
                role="option"
                aria-selected={index === at}
                aria-disabled={reason !== undefined}
                className={classes.option}
                onMouseMove={() => setAt(index)}
                onClick={() => choose(target.id)}
                onKeyDown={onKeyDown}
              >
                {target.title}
                {reason !== undefined && (
                  <div className={classes.why}>{reason}</div>
                )}
              </li>
            );
          })}
        </ul>
        {found.length === 0 && (
          <div className={classes.more}>{t('graphEditing.noStep')}</div>
        )}
        {found.length > shown.length && (
          <div className={classes.more}>
            {t('graphEditing.more', { count: found.length - shown.length })}
          </div>
        )}
      </div>
    </Popover>
  );
}
