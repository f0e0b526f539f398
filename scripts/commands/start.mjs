// npm start [-- --port 7007 --data .dop/data --empty --memory 512 --config FILE]
// Runs the portal in the foreground. The first start in an empty data folder
// makes a sample service, unless --empty says not to. With --renew-first-link
// it asks the running portal for a new link that makes the administrator.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, say, stage } from '../lib/console.mjs';
import { readConfiguration } from '../lib/configuration.mjs';
import { defaultData, portTaken, startPortal } from '../lib/portal.mjs';
import { makeSample } from '../lib/sample.mjs';
import { root, work } from '../lib/setUp.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    data: { type: 'string' },
    config: { type: 'string', multiple: true, default: [] },
    empty: { type: 'boolean', default: false },
    memory: { type: 'string', default: '512' },
    'renew-first-link': { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});
const configuration =
  values.config.length > 0
    ? await readConfiguration(values.config).catch(error => fail(error.message))
    : undefined;
if (configuration && values.port) {
  fail(
    '--port is for the embedded portal. With --config, backend.listen.port and backend.baseUrl of your file say where it listens.',
  );
}
const data = resolve(
  values.data ??
    (configuration && join(root, configuration.data)) ??
    defaultData,
);
if (values['renew-first-link']) {
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'plugins/access-backend/bin/renew-first-link.mjs'), data],
    { stdio: 'inherit' },
  );
  process.exit(status ?? 1);
}
const port = Number(values.port ?? configuration?.port ?? 7007);
if (!Number.isInteger(port) || port < 1 || port > 65535) {
  fail(`--port takes a number from 1 to 65535, not ${values.port}.`);
}
const memory = Number(values.memory);
if (!Number.isInteger(memory) || memory < 256) {
  fail(`--memory takes MiB, a whole number from 256 on, not ${values.memory}.`);
}
if (await portTaken(port, configuration?.host)) {
  fail(
    `Port ${port} is in use. Is the portal running already? Otherwise choose another: ${
      configuration
        ? 'backend.listen.port of your configuration'
        : `npm start -- --port ${port + 1}`
    }`,
  );
}
const first = !existsSync(join(data, 'database'));
mkdirSync(join(work, 'log'), { recursive: true });
const log = join(work, 'log', 'portal.log');

let stopping = false;
const messages = [];
const portal = startPortal({
  data,
  port,
  log,
  memory,
  verbose: values.verbose,
  configuration,
  onMessage: text => messages.push(text),
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    stopping = true;
    portal.stop().then(() => process.exit(0));
  });
}
try {
  await stage('Starting the portal', () => portal.ready());
  if (configuration?.secure) {
    await trusted(portal.url);
  }
} catch (error) {
  stopping = true;
  await portal.stop();
  fail(
    /ENOSPC|disk is full/.test(error.message)
      ? `${error.message}\nThe disk of ${data} is full. Make room and start again.`
      : error.message,
  );
}
say(`\n  The portal: ${portal.url}\n  Its log:    ${log}`);
say(messages.join(''));
if (first && !values.empty) {
  makeSample(portal).catch(error => {
    say(
      `  The sample service could not be made: ${error.message}\n  The portal works without it: create a service from the template.`,
    );
  });
}

const { code, signal } = await portal.exit;
if (!stopping) {
  fail(
    `The portal has ended (${
      signal ?? `code ${code}`
    }). The end of its log:\n${portal.output()}`,
  );
}

/** The plugins call each other at the portal's own address. */
async function trusted(url) {
  try {
    await fetch(`${url}/.backstage/health/v1/readiness`);
  } catch (error) {
    throw new Error(
      `The portal cannot call itself at ${url}: ${
        error.cause?.message ?? error.message
      }. The name must lead to this machine and be in the certificate; if your own authority signed it, name the authority's certificate: NODE_EXTRA_CA_CERTS=/path/ca.pem npm start -- --config …`,
    );
  }
}
