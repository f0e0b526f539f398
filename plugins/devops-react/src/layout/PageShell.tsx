import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { PageHeader, type PageHeaderProps } from './PageHeader';

const useStyles = makeStyles(
  theme => ({
    root: {
      padding: '0 24px 48px',
      color: 'var(--dop-text)',
      fontSize: '0.875rem',
      lineHeight: 1.5,
      minWidth: 0,
      [theme.breakpoints.down('xs')]: { padding: '0 16px 72px' },
    },
    reading: { maxWidth: 880 },
  }),
  { name: 'DopPageShell' },
);

export interface PageShellProps extends Omit<PageHeaderProps, 'children'> {
  /** For the browser's tab, where `title` is more than a text. */
  documentTitle?: string;
  /** The page's first line. */
  sentence?: ReactNode;
  /** One column of reading width; full width unless told. */
  reading?: boolean;
  children: ReactNode;
}

/** The frame of every page, inside Backstage's own page with its header. */
export function PageShell(props: PageShellProps) {
  const { documentTitle, sentence, reading, children, ...header } = props;
  const classes = useStyles();
  const name =
    documentTitle ??
    (typeof header.title === 'string' ? header.title : undefined);
  useEffect(() => {
    if (name) {
      document.title = `${name} · DOP`;
    }
  }, [name]);
  return (
    <main className={`${classes.root} ${reading ? classes.reading : ''}`}>
      <PageHeader {...header}>{sentence}</PageHeader>
      {children}
    </main>
  );
}
