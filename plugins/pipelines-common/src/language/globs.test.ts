import fc from 'fast-check';
import { matchesAny, matchesGlob } from './globs';
import { whyNoMatch, whyPullRequestDoesNotMatch } from './matchTrigger';

describe('matchesGlob', () => {
  it.each([
    ['main', 'main', true],
    ['main', 'maine', false],
    ['release/*', 'release/1.0', true],
    ['release/*', 'release/1/2', false],
    ['release/**', 'release/1/2', true],
    ['**/*.ts', 'a.ts', true],
    ['**/*.ts', 'src/deep/a.ts', true],
    ['src/**', 'src', false],
    ['v?.*', 'v1.2', true],
    ['*', '', true],
    ['a.b', 'axb', false],
    ['[a]', '[a]', true],
  ])('%s and %s: %s', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });

  it('agrees with a regular expression, and never takes long', () => {
    const part = fc.constantFrom('a', 'b', '/', '*', '**', '?', '.');
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 8 }),
        fc.array(fc.constantFrom('a', 'b', '/', '.'), { maxLength: 10 }),
        (parts, characters) => {
          const pattern = parts.join('');
          const source = pattern
            .replace(/\./g, '\\.')
            .replace(/\*\*+\//g, '<folders>')
            .replace(/\*\*+/g, '<any>')
            .replace(/\*/g, '[^/]*')
            .replace(/\?/g, '[^/]')
            .replace(/<folders>/g, '(?:.*/|)')
            .replace(/<any>/g, '.*');
          const text = characters.join('');
          expect(matchesGlob(pattern, text)).toBe(
            new RegExp(`^(?:${source})$`).test(text),
          );
        },
      ),
      { numRuns: 3_000 },
    );
    const started = performance.now();
    matchesGlob('*a'.repeat(90), 'a'.repeat(4_000));
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('lets a later pattern with ! take away', () => {
    expect(matchesAny(['src/**', '!src/docs/**'], 'src/a.ts')).toBe(true);
    expect(matchesAny(['src/**', '!src/docs/**'], 'src/docs/a')).toBe(false);
    expect(matchesAny(['!docs/**'], 'src/a.ts')).toBe(true);
    expect(matchesAny([], 'x')).toBe(false);
  });
});

describe('whyNoMatch', () => {
  const push = (ref: string, changedPaths?: string[]) => ({
    ref,
    deleted: false,
    changedPaths,
  });

  it('starts for branches, tags and paths as the file says', () => {
    expect(whyNoMatch({ push: {} }, push('refs/heads/any'))).toBeUndefined();
    expect(whyNoMatch({ push: {} }, push('refs/tags/v1'))).toBe(
      'The tag v1 does not match',
    );
    const tags = { push: { tags: ['v*'] } };
    expect(whyNoMatch(tags, push('refs/tags/v1'))).toBeUndefined();
    expect(whyNoMatch(tags, push('refs/heads/main'))).toContain('main');
    const paths = { push: { branches: ['main'], paths: ['src/**'] } };
    expect(
      whyNoMatch(paths, push('refs/heads/main', ['src/a'])),
    ).toBeUndefined();
    expect(whyNoMatch(paths, push('refs/heads/main', ['docs/a']))).toBe(
      'No changed path matches',
    );
    expect(whyNoMatch(paths, push('refs/heads/main'))).toBeUndefined();
    expect(whyNoMatch({ manual: {} }, push('refs/heads/main'))).toBe(
      'It is not started by pushes',
    );
    expect(
      whyNoMatch({ push: {} }, { ...push('refs/heads/main'), deleted: true }),
    ).toContain('was deleted');
    expect(whyNoMatch({ push: {} }, push('refs/notes/x'))).toContain(
      'no branch',
    );
  });
});

describe('whyPullRequestDoesNotMatch', () => {
  const opened = { target: 'main', action: 'opened' };

  it('starts for targets and paths as the file says', () => {
    const why = whyPullRequestDoesNotMatch;
    expect(why({ pullRequest: {} }, opened)).toBeUndefined();
    expect(why({ push: {} }, opened)).toBe(
      'It is not started by pull requests',
    );
    const wanted = { branches: ['main', 'release/*'], paths: ['src/**'] };
    const files = (changedPaths: string[]) => ({ ...opened, changedPaths });
    const triggers = { pullRequest: wanted };
    expect(why(triggers, files(['docs/a', 'src/a']))).toBeUndefined();
    expect(why(triggers, opened)).toBeUndefined();
    expect(why(triggers, files(['docs/a']))).toBe('No changed path matches');
    expect(why(triggers, { ...opened, target: 'next' })).toBe(
      'The target next does not match',
    );
    expect(why(triggers, { ...opened, action: 'merged' })).toContain('merged');
  });
});
