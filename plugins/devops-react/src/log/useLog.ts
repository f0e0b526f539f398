import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { LogDocument, type LogPart } from './LogDocument';

/** Where a log comes from. A new object is a new log; keep it with `useMemo`. */
export interface LogSource {
  /** At most `limit` bytes from `offset`. */
  read: (
    offset: number,
    limit: number,
    signal: AbortSignal,
  ) => Promise<LogPart>;
  /** Parts from `offset` on as they come; for logs that still grow. */
  follow?: (offset: number, onPart: (part: LogPart) => void) => () => void;
}

const partBytes = 256 * 1024;
/** This much is read unasked; after it the end is read when it is wanted. */
const unaskedBytes = 8 * 1024 * 1024;

export interface Log {
  document: LogDocument;
  /** Counts up whenever rows came. */
  version: number;
  error: unknown;
  reading: boolean;
  /** There is more, and nobody has asked for it yet. */
  held: boolean;
  /** Reads on to the end. */
  readOn: () => void;
  /** Makes sure that the text of these rows is there. */
  need: (from: number, to: number) => void;
  retry: () => void;
  /** Looks whether something was added, for when nobody says so any more. */
  look: () => void;
}

/** Reads a log from its beginning and goes on live. */
export function useLog(source: LogSource): Log {
  const [document, setDocument] = useState(() => new LogDocument());
  const [version, changed] = useReducer((count: number) => count + 1, 0);
  const [error, setError] = useState<unknown>();
  const [reading, setReading] = useState(true);
  const [held, setHeld] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const wanted = useRef(unaskedBytes);
  const wake = useRef<() => void>();
  const restoring = useRef(new Set<number>());
  const lookAgain = useRef<() => void>();

  useEffect(() => {
    const abort = new AbortController();
    const log = new LogDocument();
    let stopFollowing: (() => void) | undefined;
    wanted.current = unaskedBytes;
    restoring.current = new Set();
    setDocument(log);
    setError(undefined);
    setHeld(false);

    let filling = false;
    const onPart = (part: LogPart) => {
      if (filling || (part.nextOffset <= log.end && !part.end)) {
        return;
      }
      if (log.append(part)) {
        changed();
      } else if (part.nextOffset > log.end) {
        // A part was missed, or they overlap: read on from what is known.
        lookAgain.current?.();
      }
    };
    const catchUp = async (): Promise<void> => {
      setReading(true);
      for (;;) {
        if (log.end >= wanted.current) {
          setHeld(true);
          setReading(false);
          await new Promise<void>(resolve => {
            wake.current = resolve;
          });
          setHeld(false);
          setReading(true);
        }
        const part = await source.read(log.end, partBytes, abort.signal);
        if (abort.signal.aborted) {
          return;
        }
        log.append(part);
        changed();
        if (part.end || part.nextOffset === part.offset) {
          break;
        }
      }
      setReading(false);
      if (!log.ended && source.follow) {
        stopFollowing?.();
        stopFollowing = source.follow(log.end, onPart);
      }
    };
    const run = () =>
      catchUp().catch(caught => {
        if (!abort.signal.aborted) {
          setError(caught);
          setReading(false);
        }
      });
    const fill = () => {
      if (!filling && !log.ended) {
        filling = true;
        void run().finally(() => {
          filling = false;
        });
      }
    };
    lookAgain.current = fill;
    fill();
    return () => {
      abort.abort();
      stopFollowing?.();
      wake.current?.();
    };
  }, [source, attempt]);

  const need = useCallback(
    (from: number, to: number) => {
      for (const { offset, limit } of document.missing(from, to)) {
        if (!restoring.current.has(offset)) {
          restoring.current.add(offset);
          source
            .read(offset, limit, new AbortController().signal)
            .then(part => {
              document.restore(part);
              changed();
            }, setError)
            .finally(() => restoring.current.delete(offset));
        }
      }
    },
    [document, source],
  );
  const readOn = useCallback(() => {
    wanted.current = Number.POSITIVE_INFINITY;
    wake.current?.();
  }, []);
  const retry = useCallback(() => setAttempt(count => count + 1), []);
  const look = useCallback(() => lookAgain.current?.(), []);
  return { document, version, error, reading, held, readOn, need, retry, look };
}
