import { screen } from '@testing-library/react';
import { showInPortal } from '../__testUtils__/showInPortal';
import { StateIcon } from './StateIcon';
import { StateLabel } from './StateLabel';
import { isFinalState, stateLook, states } from './states';
import { useStateWords, type StateWords } from './useStateWords';

const known = [
  ...['queued', 'running', 'waiting', 'paused', 'ending'],
  ...['blocked', 'ready'],
  ...['claimed', 'starting', 'stopping', 'collecting'],
];
const final = [
  ...['succeeded', 'warned', 'failed', 'timedOut', 'rejected'],
  ...['cancelled', 'skipped', 'lost'],
];

function stateWords(): StateWords {
  let words: StateWords | undefined;
  function Reader() {
    words = useStateWords();
    return null;
  }
  showInPortal(<Reader />);
  return words!;
}

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
    const words = stateWords();
    const said = looks.map(state => words.inText(state));
    expect(new Set(said).size).toBe(said.length);
    const drawn = looks.map(state => {
      const { color, shape } = stateLook(state);
      return `${color} ${shape}`;
    });
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it('shows a wait for a person otherwise than a wait for a machine', () => {
    expect(stateLook('waiting', 'approval').color).toBe('violet');
    expect(stateLook('waiting', 'external').color).toBe('blue');
    const words = stateWords();
    expect(words.word('waiting', 'approval')).toBe('Waiting for approval');
    expect(words.meaning('waiting', 'external')).toContain(
      'an external system',
    );
  });

  it('shows a state that it does not know as such, and not as a good one', () => {
    expect(stateLook('brandNew')).toMatchObject({
      color: 'grey',
      final: false,
    });
    const words = stateWords();
    expect(words.word('brandNew')).toBe('brandNew');
    expect(words.word('constructor')).toBe('constructor');
    expect(words.meaning('brandNew')).toBe('This state is not known.');
  });

  it('says the word to those who do not see the mark', () => {
    showInPortal(<StateIcon state="timedOut" />);
    expect(screen.getByRole('img', { name: 'Timed out' })).toHaveStyle({
      color: 'var(--dop-red)',
    });
  });

  it('shows mark and word together without saying it twice', () => {
    showInPortal(<StateLabel state="failed" pill />);
    expect(screen.getByText('Failed')).toBeInTheDocument();
    expect(screen.queryByRole('img')).not.toBeInTheDocument();
  });
});
