import type { AnchorHTMLAttributes, ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { makeStyles } from '@material-ui/core/styles';
import { safeHref } from './safeHref';

const useStyles = makeStyles(
  {
    root: {
      color: 'var(--dop-link)',
      textDecoration: 'none',
      '&:hover': { textDecoration: 'underline' },
    },
  },
  { name: 'DopLink' },
);

export interface SafeLinkProps
  extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  /** A path of the portal or an http(s) address; all else is shown as text. */
  to: string;
  children: ReactNode;
  replace?: boolean;
  /** Takes the colour of the text around it. */
  quiet?: boolean;
}

/** A link inside the portal, or outside in a new tab that cannot reach back. */
export function SafeLink(props: SafeLinkProps) {
  const { to, children, className, replace, quiet, style, ...rest } = props;
  const classes = useStyles();
  const href = safeHref(to);
  const names = className ? `${classes.root} ${className}` : classes.root;
  const look = quiet ? { color: 'inherit', ...style } : style;
  if (href === undefined) {
    return <span className={className}>{children}</span>;
  }
  if (/^https?:/i.test(href)) {
    return (
      <a
        {...rest}
        style={look}
        className={names}
        href={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
      >
        {children}
      </a>
    );
  }
  return (
    <Link {...rest} style={look} className={names} to={href} replace={replace}>
      {children}
    </Link>
  );
}
