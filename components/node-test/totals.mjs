import { createReadStream } from 'node:fs';

/**
 * Counts what a JUnit file says, without holding it. Where a test has several
 * failures it is counted once.
 */
export async function totals(file) {
  const counts = { tests: 0, failed: 0, skipped: 0 };
  let state = 'none';
  let rest = '';
  function take(tag) {
    if (tag === 'testcase') {
      counts.tests += 1;
      state = 'open';
    } else if (state === 'open' && (tag === 'failure' || tag === 'error')) {
      counts.failed += 1;
      state = 'counted';
    } else if (state === 'open' && tag === 'skipped') {
      counts.skipped += 1;
      state = 'counted';
    }
  }
  // Text of failures may hold tags in CDATA; they do not count.
  const tags =
    /<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->|<(testcase|failure|error|skipped)(?=[\s/>])/g;
  for await (const chunk of createReadStream(file, 'utf8')) {
    rest += chunk;
    let end = 0;
    for (const match of rest.matchAll(tags)) {
      if (match[1]) {
        take(match[1]);
      }
      end = match.index + match[0].length;
    }
    const cut = Math.max(end, rest.lastIndexOf('<'));
    // An unfinished CDATA section is kept, up to a bound.
    rest = rest.slice(unfinished(rest, end) ?? cut).slice(-4_000_000);
  }
  return {
    ...counts,
    passed: counts.tests - counts.failed - counts.skipped,
  };
}

function unfinished(text, from) {
  const start = text.indexOf('<![CDATA[', from);
  return start >= 0 ? start : undefined;
}
