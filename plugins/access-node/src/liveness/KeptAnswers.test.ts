import { accessChanged } from './accessRevision';
import { KeptAnswers } from './KeptAnswers';

describe('Kept answers', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('are asked for once while nothing changes, for two seconds', async () => {
    const answers = new KeptAnswers<number>();
    let asked = 0;
    const ask = async () => {
      asked += 1;
      return asked;
    };
    expect(
      await Promise.all([answers.get('a', ask), answers.get('a', ask)]),
    ).toEqual([1, 1]);
    jest.advanceTimersByTime(1_900);
    expect(await answers.get('a', ask)).toBe(1);
    expect(await answers.get('b', ask)).toBe(2);
    jest.advanceTimersByTime(200);
    expect(await answers.get('a', ask)).toBe(3);
  });

  it('are void from the change on, also those still being asked for', async () => {
    const answers = new KeptAnswers<string>();
    let reply: (text: string) => void = () => {};
    const early = answers.get(
      'a',
      () => new Promise(resolve => (reply = resolve)),
    );
    accessChanged();
    expect(await answers.get('a', async () => 'late')).toBe('late');
    reply('early');
    expect(await early).toBe('early');
    expect(await answers.get('a', async () => 'asked again')).toBe('late');
  });

  it('are no refusals', async () => {
    const answers = new KeptAnswers<string>();
    await expect(
      answers.get('a', () => Promise.reject(new Error('dead'))),
    ).rejects.toThrow('dead');
    expect(await answers.get('a', async () => 'alive')).toBe('alive');
  });
});
