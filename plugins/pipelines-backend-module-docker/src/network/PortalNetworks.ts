import type { EngineClient } from '../engine/EngineClient';
import { Forwarder } from './Forwarder';

/** Which of our networks an attempt is in. */
export type NetworkKind = 'portal' | 'egress';

/**
 * Two networks for this portal's containers, one without a way out, and a
 * forwarder on the gateway of each.
 */
export class PortalNetworks {
  readonly #prefix: string;
  readonly #port: number;
  readonly #forwarders = new Map<string, Promise<Forwarder>>();
  readonly #gateways = new Map<NetworkKind, Promise<string>>();

  private constructor(options: { prefix: string; port: number }) {
    this.#prefix = options.prefix;
    this.#port = options.port;
  }

  /** @param options.prefix - different for each portal on a host */
  static create(options: { prefix: string; port: number }): PortalNetworks {
    return new PortalNetworks(options);
  }

  name(kind: NetworkKind): string {
    return `${this.#prefix}-${kind}`;
  }

  /** The portal's address in a network, which is made if it is not there. */
  async portalUrl(client: EngineClient, kind: NetworkKind): Promise<string> {
    return `http://${await this.#gateway(client, kind)}:${this.#port}`;
  }

  /**
   * Begins to forward. A network of Podman has its gateway only while a container
   * is in it, so this comes after that.
   */
  async forward(
    client: EngineClient,
    kind: NetworkKind,
    portalUrl: string,
  ): Promise<void> {
    const host = await this.#gateway(client, kind);
    const key = `${host} ${portalUrl}`;
    let forwarder = this.#forwarders.get(key);
    if (!forwarder) {
      forwarder = Forwarder.listen({ portalUrl, host, port: this.#port });
      this.#forwarders.set(key, forwarder);
    }
    try {
      await forwarder;
    } catch (error) {
      this.#forwarders.delete(key);
      throw new Error(
        `Containers cannot reach the portal: ${
          (error as Error).message
        }. Is the port taken? See dop.runners.docker.forwarderPort.`,
      );
    }
  }

  /**
   * Forwards again for containers that outlived a restart of the portal.
   *
   * @returns false if that must be tried again, such as while the portal that
   * goes still holds the port
   */
  async resume(client: EngineClient, portalUrl: string): Promise<boolean> {
    let done = true;
    for (const kind of ['portal', 'egress'] as const) {
      const found = await client.call('GET', `/networks/${this.name(kind)}`, {
        expect: [404],
      });
      if (found.status === 200) {
        try {
          await this.forward(client, kind, portalUrl);
        } catch (error) {
          // Without a container there is no gateway, and nothing to resume.
          done = done && /EADDRNOTAVAIL/.test((error as Error).message);
        }
      }
    }
    return done;
  }

  async close(): Promise<void> {
    const all = await Promise.allSettled(this.#forwarders.values());
    this.#forwarders.clear();
    for (const one of all) {
      if (one.status === 'fulfilled') {
        one.value.close();
      }
    }
  }

  async #gateway(client: EngineClient, kind: NetworkKind): Promise<string> {
    let gateway = this.#gateways.get(kind);
    if (!gateway) {
      gateway = this.#ensure(client, kind);
      this.#gateways.set(kind, gateway);
      gateway.catch(() => this.#gateways.delete(kind));
    }
    return gateway;
  }

  async #ensure(client: EngineClient, kind: NetworkKind): Promise<string> {
    const name = this.name(kind);
    const read = () =>
      client.call<{ IPAM?: { Config?: { Gateway?: string }[] } }>(
        'GET',
        `/networks/${name}`,
        { expect: [404] },
      );
    let found = await read();
    if (found.status === 404) {
      await client.call('POST', '/networks/create', {
        body: {
          Name: name,
          Driver: 'bridge',
          Internal: kind === 'portal',
          CheckDuplicate: true,
        },
        expect: [409],
      });
      found = await read();
    }
    const gateway = found.body.IPAM?.Config?.find(it => it.Gateway)?.Gateway;
    if (!gateway) {
      throw new Error(`The container network ${name} has no gateway`);
    }
    return gateway;
  }
}
