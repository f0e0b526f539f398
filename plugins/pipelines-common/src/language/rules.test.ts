import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { notInThisVersion } from './notInThisVersion';

const docs = readFileSync(
  join(__dirname, '../../../../docs/workflow-file.md'),
  'utf8',
);

describe('docs/workflow-file.md', () => {
  it('explains every rule of the linter, and no other', () => {
    const sources = ['language', 'expressions', 'source']
      .map(folder => join(__dirname, '..', folder))
      .flatMap(folder =>
        readdirSync(folder)
          .filter(name => !name.endsWith('.test.ts'))
          .map(name => readFileSync(join(folder, name), 'utf8')),
      )
      .join('\n');
    const documented = [...docs.matchAll(/^\| `([a-z-]+)` +\| [A-Z]/gm)]
      .map(([, rule]) => rule)
      .filter(
        rule => rule.includes('-') || ['cycle', 'conflict'].includes(rule),
      );
    const unused = documented.filter(rule => !sources.includes(`'${rule}'`));
    expect(unused).toEqual([]);
    const reported = [
      ...sources.matchAll(
        /\.(?:report|problem)\(\s*[^'`]*?'([a-z]+(?:-[a-z]+)+|cycle|conflict)'/g,
      ),
    ].map(([, rule]) => rule);
    expect(reported.length).toBeGreaterThan(50);
    expect(
      [...new Set(reported)].filter(rule => !documented.includes(rule)),
    ).toEqual([]);
  });

  it('names every field that is not executed yet', () => {
    for (const field of Object.keys(notInThisVersion)) {
      const name = field.split('.').pop() as string;
      expect(docs).toContain(name === 'computed' ? 'computed' : `\`${name}\``);
    }
  });
});
