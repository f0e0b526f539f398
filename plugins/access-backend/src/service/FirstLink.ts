import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { AccountStore } from '../database/AccountStore';
import type { LinkStore } from '../database/LinkStore';

/** In the plugin's data folder: the link, readable only by the portal's user. */
export const firstLinkFile = 'first-link';
/** Whoever may write this file may ask for a new link. */
export const renewalRequestFile = 'first-link.renew';

const lookEveryMs = 1_000;

/**
 * The link of the first start. It is made once, printed to the terminal and
 * written to a private file, never logged. Another one is made only when a
 * local command leaves a request in the data folder.
 */
export class FirstLink {
  readonly #options: FirstLinkOptions;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  private constructor(options: FirstLinkOptions) {
    this.#options = options;
  }

  static create(options: FirstLinkOptions): FirstLink {
    return new FirstLink(options);
  }

  /** Makes the link if this is the first start, and watches for renewals. */
  async start(): Promise<void> {
    const { accounts, links } = this.#options;
    const expiresAt = await links.firstExpiresAt();
    if (await accounts.administratorExists()) {
      await this.close();
    } else if (expiresAt) {
      const minutes = Math.floor((expiresAt.getTime() - Date.now()) / 60_000);
      this.#print(
        `DOP has no administrator yet. The link that makes one was printed at the first start\nand is in ${this.#path(
          firstLinkFile,
        )}; ${
          minutes > 0
            ? `it works for ${minutes} more minutes`
            : 'its hour is over'
        }.\nFor a new one: npm start -- --renew-first-link`,
      );
    } else {
      await this.#renew();
    }
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined;
      });
    }, lookEveryMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** Removes what is left of the link: there is an administrator. */
  async close(): Promise<void> {
    await this.#options.links.removeFirst();
    await rm(this.#path(firstLinkFile), { force: true });
  }

  async #look(): Promise<void> {
    const request = this.#path(renewalRequestFile);
    if (!existsSync(request)) {
      return;
    }
    try {
      await rm(request, { force: true });
      if (await this.#options.accounts.administratorExists()) {
        await this.#write(
          'There is an administrator already; ask one for an invitation.\n',
        );
      } else {
        await this.#renew();
      }
    } catch (error) {
      this.#options.logger.error(
        `The first link could not be renewed: ${stringifyError(error)}`,
      );
    }
  }

  async #renew(): Promise<void> {
    const { key } = await this.#options.links.renewFirst();
    const link = `${this.#options.appBaseUrl.replace(/\/+$/, '')}/first#${key}`;
    await this.#write(`${link}\n`);
    this.#print(
      `Open this link to make the administrator. It works once, for an hour:\n\n  ${link}\n`,
    );
  }

  async #write(content: string): Promise<void> {
    const path = this.#path(firstLinkFile);
    await writeFile(`${path}.new`, content, { mode: 0o600 });
    await rename(`${path}.new`, path);
  }

  #print(text: string): void {
    this.#options.print(`\n${text}\n`);
  }

  #path(file: string): string {
    return join(this.#options.dataDirectory, file);
  }
}

interface FirstLinkOptions {
  accounts: AccountStore;
  links: LinkStore;
  logger: LoggerService;
  appBaseUrl: string;
  dataDirectory: string;
  /** The terminal; not the log. */
  print: (text: string) => void;
}
