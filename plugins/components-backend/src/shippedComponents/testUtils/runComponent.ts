import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import {
  parseComponent,
  validateValue,
  type ComponentDefinition,
} from '@dop/plugin-components-common';

export const componentsFolder = resolvePackagePath(
  '@dop/plugin-components-backend',
  '../../components',
);

/** What one attempt of a component left. */
export interface ComponentResult {
  code: number | null;
  log: string;
  /** Undefined if the program wrote none. */
  output?: JsonObject;
  /** What is wrong with the output, by the component's schema. */
  problems: string[];
  /** The work folder. */
  home: string;
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'dop-component-'));
}

export function definitionOf(name: string): ComponentDefinition {
  const { definition } = parseComponent(
    readFileSync(join(componentsFolder, name, 'component.yaml'), 'utf8'),
  );
  if (!definition) {
    throw new Error(`components/${name} has no valid component.yaml`);
  }
  return definition;
}

/**
 * Runs the real program of a shipped component as the process runner does: its
 * own folder, its own command, a cleared environment.
 *
 * @param options.artifacts - folders to lay under `inputs/` by name
 */
export async function runComponent(
  name: string,
  options: {
    inputs: JsonObject;
    artifacts?: Record<string, string>;
    token?: string;
    env?: Record<string, string>;
    node?: string;
  },
): Promise<ComponentResult> {
  const definition = definitionOf(name);
  const home = temporaryFolder();
  await mkdir(join(home, 'inputs'));
  await mkdir(join(home, 'outputs'));
  for (const [artifact, folder] of Object.entries(options.artifacts ?? {})) {
    await cp(folder, join(home, 'inputs', artifact), {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
  await writeFile(join(home, 'in.json'), JSON.stringify(options.inputs));
  if (options.token) {
    await writeFile(join(home, 'token'), options.token, { mode: 0o600 });
  }
  const [program, ...parameters] = definition.spec.process?.command ?? [];
  const child = spawn(
    program === 'node' ? options.node ?? process.execPath : program,
    parameters,
    {
      cwd: join(componentsFolder, name),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        CO_HOME: home,
        CO_INPUT: join(home, 'in.json'),
        CO_OUTPUT: join(home, 'out.json'),
        ...(options.token ? { CO_TOKEN_FILE: join(home, 'token') } : {}),
        ...options.env,
      },
    },
  );
  let log = '';
  const collect = (text: string) => {
    log += text;
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  const code = await new Promise<number | null>(done =>
    child.on('close', done),
  );
  let output: JsonObject | undefined;
  try {
    output = JSON.parse(await readFile(join(home, 'out.json'), 'utf8'));
  } catch {
    output = undefined;
  }
  const problems = output
    ? validateValue(definition.spec.outputs, output, 'program').map(
        ({ message }) => message,
      )
    : [];
  return { code, log, output, problems, home };
}
