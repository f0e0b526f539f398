import { render, screen } from '@testing-library/react';
import { StateIcon } from './StateIcon';
import { StateLabel } from './StateLabel';
import { isFinalState, stateLook, states } from './states';

const known = [
  ...['queued', 'running', 'waiting', 'paused', 'ending'],
  ...['blocked', 'ready'],
  ...['claimed', 'starting', 'stopping', 'collecting'],
];
const final = [
  ...['succeeded', 'warned', 'failed', 'timedOut', 'rejected'],
  ...['cancelled', 'skipped', 'lost'],
];

describe('states', () => {
  it('knows every state of runs, steps and attempts, and which are final', () => {
    for (const state of [...known, ...final]) {
      expect(states).toHaveProperty(state);
    }
    expect(known.filter(isFinalState)).toEqual([]);
    expect(final.filter(state => !isFinalState(state))).toEqual([]);
  });

  it('gives no two states the same word, or the same shape in one colour', () => {
    const looks = final.concat(
      'ready',
      'running',
      'waiting',
      'paused',
      'blocked',
    );
    const words = looks.map(state => stateLook(state).word);
    expect(new Set(words).size).toBe(words.length);
    const drawn = looks.map(state => {
      const { color, shape } = stateLook(state);
      return `${color} ${shape}`;
    });
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it('shows a wait for a person otherwise than a wait for a machine', () => {
    expect(stateLook('waiting', 'approval').color).toBe('violet');
    expect(stateLook('waiting', 'external').color).toBe('blue');
    expect(stateLook('waiting', 'external').meaning).toContain(
      'an external system',
    );
  });

  it('shows a state that it does not know as such, and not as a good one', () => {
    expect(stateLook('brandNew')).toMatchObject({
      word: 'brandNew',
      color: 'grey',
      final: false,
    });
    expect(stateLook('constructor').word).toBe('constructor');
  });

  it('says the word to those who do not see the mark', () => {
    render(<StateIcon state="timedOut" />);
    expect(screen.getByRole('img', { name: 'Timed out' })).toHaveStyle({
      color: 'var(--dop-red)',
    });
  });

  it('shows mark and word together without saying it twice', () => {
    render(<StateLabel state="failed" pill />);
    expect(screen.getByText('Failed')).toBeInTheDocument();
    expect(screen.queryByRole('img')).not.toBeInTheDocument();
  });
});
