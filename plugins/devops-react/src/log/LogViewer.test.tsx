import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter, useLocation } from 'react-router-dom';
import { showInPortal } from '../__testUtils__/showInPortal';
import { LogViewer } from './LogViewer';
import type { LogPart } from './LogDocument';
import type { LogSource } from './useLog';

function Address() {
  return <output>{useLocation().hash}</output>;
}

function show(
  source: LogSource,
  props: { live?: boolean; path?: string } = {},
) {
  return showInPortal(
    <MemoryRouter initialEntries={[props.path ?? '/']}>
      <LogViewer source={source} live={props.live} />
      <Address />
    </MemoryRouter>,
  );
}

/** A log that is there as a whole, and can grow. */
class TestLog implements LogSource {
  readonly reads: number[] = [];
  #text: string;
  #ended: boolean;
  #listener: ((part: LogPart) => void) | undefined;

  constructor(text: string, ended: boolean = true) {
    this.#text = text;
    this.#ended = ended;
  }

  read = async (offset: number, limit: number): Promise<LogPart> => {
    this.reads.push(offset);
    const text = this.#text.slice(offset, offset + limit);
    const nextOffset = offset + text.length;
    return {
      offset,
      text,
      nextOffset,
      end: this.#ended && nextOffset === this.#text.length,
    };
  };

  follow = (_: number, onPart: (part: LogPart) => void) => {
    this.#listener = onPart;
    return () => {
      this.#listener = undefined;
    };
  };

  get followed(): boolean {
    return this.#listener !== undefined;
  }

  write(text: string): LogPart {
    const part = {
      offset: this.#text.length,
      text,
      nextOffset: this.#text.length + text.length,
      end: false,
    };
    this.#text += text;
    return part;
  }

  deliver(part: LogPart): void {
    this.#listener?.(part);
  }
}

describe('LogViewer', () => {
  it('shows lines with numbers, and a chosen one is in the address', async () => {
    show(new TestLog('first\nsecond\n'));
    expect(await screen.findByText('second')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('link', { name: 'Line 2' }));
    expect(screen.getByText('#L2')).toBeInTheDocument();
    expect(
      screen.getByText('second').closest('[data-chosen]'),
    ).toBeInTheDocument();
  });

  it('appends what comes live, each part once, and reads what it missed', async () => {
    const log = new TestLog('one\n', false);
    show(log, { live: true });
    expect(await screen.findByText('one')).toBeInTheDocument();
    await waitFor(() => expect(log.followed).toBe(true));
    const two = log.write('two\n');
    log.deliver(two);
    log.deliver(two);
    expect(await screen.findByText('two')).toBeInTheDocument();
    log.write('three\n');
    log.deliver(log.write('four\n'));
    expect(await screen.findByText('four')).toBeInTheDocument();
    expect(screen.getByText('three')).toBeInTheDocument();
    expect(screen.getAllByText('two')).toHaveLength(1);
  });

  it('keeps few rows in the page, however long the log is', async () => {
    const text = Array.from({ length: 60_000 }, (_, at) => `row ${at}`);
    show(new TestLog(text.join('\n')));
    expect(await screen.findByText('row 0')).toBeInTheDocument();
    expect(screen.getAllByRole('link').length).toBeLessThan(200);
    const log = screen.getByRole('log');
    log.scrollTop = 30_000 * 20;
    fireEvent.scroll(log);
    expect(await screen.findByText('row 30000')).toBeInTheDocument();
  });

  it('searches and says how often it found it', async () => {
    show(new TestLog('alpha\nbeta\nalphabet\n'));
    await screen.findByText('beta');
    await userEvent.type(screen.getByLabelText('Search the log'), 'ALPHA');
    expect(await screen.findByText('1 of 2')).toBeInTheDocument();
    await userEvent.keyboard('{Enter}');
    expect(screen.getByText('2 of 2')).toBeInTheDocument();
    await userEvent.keyboard('x');
    expect(await screen.findByText('Not found')).toBeInTheDocument();
  });

  it('folds a group', async () => {
    show(new TestLog('::group::Install\ninside\n::endgroup::\noutside\n'));
    expect(await screen.findByText('inside')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /Install/ }));
    expect(screen.queryByText('inside')).not.toBeInTheDocument();
    expect(screen.getByText('outside')).toBeInTheDocument();
  });

  it('says why it could not be read and tries again', async () => {
    const log = new TestLog('found\n');
    let broken = true;
    const read: LogSource['read'] = async (offset, limit) => {
      if (broken) {
        throw new Error('The blob is gone');
      }
      return log.read(offset, limit);
    };
    show({ read });
    expect(await screen.findByText('The blob is gone')).toBeInTheDocument();
    broken = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('found')).toBeInTheDocument();
  });
});
