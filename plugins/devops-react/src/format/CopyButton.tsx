import { useEffect, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import IconButton from '@material-ui/core/IconButton';
import CheckIcon from '@material-ui/icons/Check';
import CopyIcon from '@material-ui/icons/FileCopyOutlined';
import { devopsReactTranslationRef } from '../translation';
import { copyText } from './copyText';

export interface CopyButtonProps {
  text: string;
  /** What is copied: `commit`, `link`. */
  what?: string;
  size?: number;
}

/** Copies a text and says so. */
export function CopyButton({ text, what, size = 14 }: CopyButtonProps) {
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const [state, setState] = useState<'idle' | 'done' | 'refused'>('idle');
  useEffect(() => {
    if (state === 'idle') {
      return undefined;
    }
    const timer = setTimeout(() => setState('idle'), 1600);
    return () => clearTimeout(timer);
  }, [state]);
  const label = {
    idle: t('copy.what', { what: what ?? t('copy.text') }),
    done: t('copy.done'),
    refused: t('copy.refused'),
  }[state];
  return (
    <IconButton
      size="small"
      aria-label={label}
      title={label}
      style={{
        padding: 4,
        color: state === 'done' ? 'var(--dop-green)' : undefined,
      }}
      onClick={event => {
        event.preventDefault();
        event.stopPropagation();
        copyText(text).then(
          () => setState('done'),
          () => setState('refused'),
        );
      }}
    >
      {state === 'done' ? (
        <CheckIcon style={{ fontSize: size }} />
      ) : (
        <CopyIcon style={{ fontSize: size }} />
      )}
    </IconButton>
  );
}
