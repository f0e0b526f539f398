import { imagePath, parseImageAddress } from './imageAddress';

const digest = `sha256:${'a'.repeat(64)}`;

describe('addresses of images', () => {
  it.each([
    ['shop/checkout', undefined, '/images/r/shop/checkout'],
    [
      'shop/checkout/worker',
      digest,
      `/images/r/shop/checkout/worker@${digest}`,
    ],
    ['r/r', 'v1.0-rc_1', '/images/r/r/r:v1.0-rc_1'],
  ])('name %s with %s, and are read back', (repository, reference, path) => {
    expect(imagePath(repository, reference)).toBe(path);
    expect(parseImageAddress(path.replace('/images/r/', ''))).toEqual({
      repository,
      reference,
    });
  });
});
