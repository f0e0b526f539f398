import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { accessChanged } from '@dop/plugin-access-node';
import type { AccountStore } from '../database/AccountStore';
import type { GroupStore } from '../database/GroupStore';
import type { TokenStore } from '../database/TokenStore';
import type { Directory } from './Directory';

/** Whoever may write this file may ask for a token. */
export const setupRequestFile = 'setup-token.request';
/** The answer, readable only by the portal's user. */
export const setupTokenFile = 'setup-token';
export const setupAccount = 'setup';

const lifetimeMs = 15 * 60_000;
const lookEveryMs = 250;

/**
 * Lets the launcher set up a sample in a new portal. While the portal has no
 * administrator, a request in its data folder is answered with a token of the
 * set-up account, good for a quarter of an hour. Once somebody is
 * administrator and no such token lives any more, the account's groups pass to
 * the administrator, and it is switched off.
 */
export class SetupToken {
  readonly #options: SetupTokenOptions;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #closed = false;

  private constructor(options: SetupTokenOptions) {
    this.#options = options;
  }

  static create(options: SetupTokenOptions): SetupToken {
    return new SetupToken(options);
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look()
        .catch(error =>
          this.#options.logger.error(
            `The set-up token could not be made: ${stringifyError(error)}`,
          ),
        )
        .finally(() => {
          this.#looking = undefined;
        });
    }, lookEveryMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    const request = this.#path(setupRequestFile);
    if (!existsSync(request)) {
      await this.#close();
      return;
    }
    await rm(request, { force: true });
    const answer = await this.#answer();
    const path = this.#path(setupTokenFile);
    await writeFile(`${path}.new`, `${answer}\n`, { mode: 0o600 });
    await rename(`${path}.new`, path);
  }

  async #answer(): Promise<string> {
    const { accounts, tokens, directory } = this.#options;
    if (await accounts.administratorExists()) {
      return 'refused: the portal has an administrator; use a token of an account';
    }
    if (!(await accounts.get(setupAccount))) {
      await directory.change(trx =>
        accounts.insert(trx, {
          name: setupAccount,
          displayName: 'Set-up of the portal',
          administrator: true,
          setup: true,
        }),
      );
    }
    const { secret } = await tokens.insert(setupAccount, {
      name: 'set-up',
      scopes: ['api'],
      expiresAt: new Date(Date.now() + lifetimeMs),
    });
    return secret;
  }

  /** Ends the set-up once it is over. Asks the database only until then. */
  async #close(): Promise<void> {
    if (this.#closed) {
      return;
    }
    const { accounts, groups, tokens, directory } = this.#options;
    const administrator = await accounts.firstAdministrator();
    if (!administrator || (await tokens.count(setupAccount)) > 0) {
      return;
    }
    if ((await accounts.get(setupAccount))?.active) {
      await directory.change(async trx => {
        await groups.handOver(trx, setupAccount, administrator);
        await accounts.update(trx, setupAccount, { active: false });
      });
      accessChanged();
    }
    this.#closed = true;
  }

  #path(file: string): string {
    return join(this.#options.dataDirectory, file);
  }
}

interface SetupTokenOptions {
  accounts: AccountStore;
  groups: GroupStore;
  tokens: TokenStore;
  directory: Directory;
  logger: LoggerService;
  dataDirectory: string;
}
