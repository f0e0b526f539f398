import { useEffect, useState } from 'react';
import IconButton from '@material-ui/core/IconButton';
import CheckIcon from '@material-ui/icons/Check';
import CopyIcon from '@material-ui/icons/FileCopyOutlined';
import { copyText } from './copyText';

export interface CopyButtonProps {
  text: string;
  /** What is copied: `commit`, `link`. */
  what?: string;
  size?: number;
}

/** Copies a text and says so. */
export function CopyButton({
  text,
  what = 'text',
  size = 14,
}: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'done' | 'refused'>('idle');
  useEffect(() => {
    if (state === 'idle') {
      return undefined;
    }
    const timer = setTimeout(() => setState('idle'), 1600);
    return () => clearTimeout(timer);
  }, [state]);
  const label = {
    idle: `Copy ${what}`,
    done: 'Copied',
    refused: 'The browser refused; select and copy by hand',
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
