// What the commands print on their way. Progress goes to stderr, so that
// stdout holds only what was asked for (`--json`).

const interactive = process.stderr.isTTY;

export function say(line) {
  process.stderr.write(`${line}\n`);
}

export function fail(message) {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
}

export function seconds(ms) {
  return ms < 9_950
    ? `${(ms / 1000).toFixed(1)} s`
    : `${Math.round(ms / 1000)} s`;
}

/**
 * Runs `work` under a title, with the time that it takes: counting up in place
 * on a terminal, a sign of life every 15 s elsewhere.
 */
export async function stage(title, work) {
  const begin = Date.now();
  const elapsed = () => seconds(Date.now() - begin);
  let timer;
  if (interactive) {
    const draw = () => process.stderr.write(`\r  ${title} … ${elapsed()} `);
    draw();
    timer = setInterval(draw, 500);
  } else {
    say(`  ${title} …`);
    timer = setInterval(() => say(`  ${title} … ${elapsed()}`), 15_000);
  }
  try {
    const result = await work();
    process.stderr.write(
      `${interactive ? '\r' : ''}  ${title}: done in ${elapsed()}   \n`,
    );
    return result;
  } catch (error) {
    process.stderr.write(
      `${interactive ? '\r' : ''}  ${title}: failed after ${elapsed()}   \n`,
    );
    throw error;
  } finally {
    clearInterval(timer);
  }
}
