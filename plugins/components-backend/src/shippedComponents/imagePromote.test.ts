import type { JsonObject } from '@backstage/types';
import { runComponent } from './testUtils/runComponent';
import {
  hasRegistry,
  startRegistry,
  startTokenProxy,
} from './testUtils/startRegistry';
import { digestOf, pushImage, pushIndex } from './testUtils/pushImage';

const describeWithRegistry = hasRegistry ? describe : describe.skip;

describeWithRegistry('image-promote', () => {
  let registry: Awaited<ReturnType<typeof startRegistry>>;

  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(() => registry.close());

  function promote(
    inputs: JsonObject,
    options: { url?: string; token?: string } = {},
  ) {
    return runComponent('image-promote', {
      token: options.token,
      env: { CO_PORTAL_URL: options.url ?? registry.url },
      inputs,
    });
  }

  async function manifestAt(repository: string, reference: string) {
    const response = await fetch(
      `${registry.url}/v2/${repository}/manifests/${reference}`,
      {
        headers: {
          accept:
            'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json',
        },
      },
    );
    return response.ok ? digestOf(await response.text()) : response.status;
  }

  it('puts the very image at another place and under another tag', async () => {
    const digest = await pushImage(registry.url, 'shop/checkout', 'one');
    const image = { repository: 'shop/checkout', digest };
    const moved = await promote({
      image,
      to: 'shop/checkout/stable',
      tag: 'v1',
    });
    expect(moved).toMatchObject({
      code: 0,
      problems: [],
      output: {
        image: { repository: 'shop/checkout/stable', digest, tag: 'v1' },
      },
    });
    expect(await manifestAt('shop/checkout/stable', 'v1')).toBe(digest);
    const again = await promote({ image, to: 'shop/checkout', tag: 'stable' });
    expect(again.output).toEqual({ image: { ...image, tag: 'stable' } });
    expect(await manifestAt('shop/checkout', 'stable')).toBe(digest);
  });

  it('keeps the tag of the image, and needs none', async () => {
    const digest = await pushImage(registry.url, 'shop/tags', 'two');
    const image = { repository: 'shop/tags', digest, tag: 'main-7' };
    const kept = await promote({ image, to: 'shop/kept' });
    expect(kept.output).toEqual({
      image: { ...image, repository: 'shop/kept' },
    });
    expect(await manifestAt('shop/kept', 'main-7')).toBe(digest);
    const bare = await promote({
      image: { repository: 'shop/tags', digest },
      to: 'shop/bare',
    });
    expect(bare).toMatchObject({ code: 0, problems: [] });
    expect(bare.output).toEqual({ image: { repository: 'shop/bare', digest } });
    expect(await manifestAt('shop/bare', digest)).toBe(digest);
  });

  it('takes an index with all of its platforms', async () => {
    const { digest, platforms } = await pushIndex(registry.url, 'shop/many', [
      'amd64',
      'arm64',
    ]);
    const result = await promote({
      image: { repository: 'shop/many', digest },
      to: 'shop/many/stable',
      tag: 'v1',
    });
    expect(result).toMatchObject({ code: 0, problems: [] });
    expect(await manifestAt('shop/many/stable', 'v1')).toBe(digest);
    for (const platform of platforms) {
      expect(await manifestAt('shop/many/stable', platform)).toBe(platform);
    }
  });

  it('mounts what the image holds and sends none of it', async () => {
    const digest = await pushImage(registry.url, 'shop/mounted', 'three');
    const proxy = await startTokenProxy(registry.url, {
      password: 'dop_run_x',
    });
    try {
      const result = await promote(
        {
          image: { repository: 'shop/mounted', digest },
          to: 'shop/target',
          tag: 'a',
        },
        { url: proxy.url, token: 'dop_run_x' },
      );
      expect(result).toMatchObject({ code: 0, problems: [] });
      expect(result.log).not.toContain('dop_run_x');
    } finally {
      proxy.close();
    }
    const asked = (text: string) =>
      proxy.requests.filter(request => request.includes(text));
    expect(asked('mount=sha256')).toHaveLength(2);
    expect(asked('GET /v2/shop/mounted/blobs')).toEqual([]);
    expect(asked('PUT')).toEqual(['PUT /v2/shop/target/manifests/a']);
    expect(asked('scope')[0]).toContain(
      'scope=repository%3Ashop%2Fmounted%3Apull&scope=repository%3Ashop%2Ftarget%3Apull%2Cpush',
    );
  });

  it('says what is not there, and what the registry refused', async () => {
    const digest = await pushImage(registry.url, 'shop/refused', 'four');
    const unknown = await promote({
      image: { repository: 'shop/refused', digest: `sha256:${'0'.repeat(64)}` },
      to: 'shop/target',
    });
    expect(unknown).toMatchObject({ code: 1, output: undefined });
    expect(unknown.log).toContain('There is no image shop/refused@sha256:000');
    const foreign = await promote({
      image: { repository: '../api/access', digest },
      to: 'shop/target',
    });
    expect(foreign.log).toContain("no repository of the portal's registry");
    const proxy = await startTokenProxy(registry.url, {
      password: 'x',
      refuseTag: /manifests\/stable$/,
    });
    try {
      const refused = await promote(
        {
          image: { repository: 'shop/refused', digest },
          to: 'shop/target',
          tag: 'stable',
        },
        { url: proxy.url, token: 'x' },
      );
      expect(refused).toMatchObject({ code: 1, output: undefined });
      expect(refused.log).toContain(
        'Could not set shop/target:stable: 403 DENIED: Tags of this run must begin with my-branch',
      );
    } finally {
      proxy.close();
    }
  });
});
