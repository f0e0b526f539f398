import { useCallback } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';

/** A line or a range of lines, counted from 1. */
export interface LineRange {
  from: number;
  to: number;
}

/** `#L12` or `#L12-L20`. */
export function parseLineHash(hash: string): LineRange | undefined {
  const match = /^#L(\d+)(?:-L(\d+))?$/.exec(hash);
  if (!match) {
    return undefined;
  }
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  return { from: Math.min(first, last), to: Math.max(first, last) };
}

/** The chosen lines, kept in the address; shift extends. */
export function useLineHash(): {
  range: LineRange | undefined;
  choose: (line: number, extend: boolean) => void;
} {
  const location = useLocation();
  const navigate = useNavigate();
  const range = parseLineHash(location.hash);
  const from = range?.from;
  const { pathname, search } = location;
  const choose = useCallback(
    (line: number, extend: boolean) => {
      const start = extend && from !== undefined ? from : line;
      navigate(
        {
          pathname,
          search,
          hash: start === line ? `#L${line}` : `#L${start}-L${line}`,
        },
        { replace: true },
      );
    },
    [from, navigate, pathname, search],
  );
  return { range, choose };
}
