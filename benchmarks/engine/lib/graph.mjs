// The work of every contestant: a graph of ten steps in six levels, where each
// step of a level needs all of the level before.
export const levels = [1, 4, 2, 1, 1, 1];

/** `{ id, needs }` for each step. */
export const steps = levels.flatMap((width, level) =>
  Array.from({ length: width }, (_, index) => ({
    id: nameOf(level, index),
    needs:
      level === 0
        ? []
        : Array.from({ length: levels[level - 1] }, (__, at) =>
            nameOf(level - 1, at),
          ),
  })),
);

function nameOf(level, index) {
  return `s${level}x${index}`;
}

/** Runs the graph with a function that does one step; for peers whose unit is code. */
export async function walk(step) {
  for (const [level, width] of levels.entries()) {
    await Promise.all(
      Array.from({ length: width }, (_, index) => step(nameOf(level, index))),
    );
  }
}
