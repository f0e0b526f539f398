// Loaded before the portal with `node --require`: it kills itself when an attempt
// gets to the point that the file DOP_CHAOS_KILL_AT names at that moment.
const { readFileSync } = require('node:fs');
const Module = require('node:module');

function wanted() {
  try {
    return readFileSync(process.env.DOP_CHAOS_KILL_AT, 'utf8');
  } catch {
    return undefined;
  }
}

const load = Module._load;
Module._load = function loadAndProbe(request, ...rest) {
  const loaded = load.call(this, request, ...rest);
  if (request === '@dop/plugin-pipelines-engine') {
    Module._load = load;
    const { Engine } = loaded;
    const { create } = Engine;
    Engine.create = options =>
      create.call(Engine, {
        ...options,
        probe: point => {
          if (point === wanted()) {
            process.kill(process.pid, 'SIGKILL');
          }
        },
      });
  }
  return loaded;
};
