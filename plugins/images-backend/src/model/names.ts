import { RegistryError } from '../registry/RegistryError';

const namePattern =
  /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const tagPattern = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const sha256Pattern = /^sha256:[a-f0-9]{64}$/;
const digestPattern = /^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/;

/** Whether this can be the name of an image repository: `shop/checkout`. */
export function isImageName(name: string): boolean {
  return name.length <= 255 && name.includes('/') && namePattern.test(name);
}

/** @throws RegistryError NAME_INVALID with the rule that the name breaks */
export function checkName(name: string): string {
  if (name.length > 255) {
    throw new RegistryError(
      400,
      'NAME_INVALID',
      `The name of an image repository has at most 255 characters, this one ${name.length}`,
    );
  }
  if (!namePattern.test(name)) {
    throw new RegistryError(
      400,
      'NAME_INVALID',
      `'${name}' is no name for an image repository: lower-case letters and digits, with '.', '_', '__' or '-' between them, parts separated by '/'`,
    );
  }
  if (!name.includes('/')) {
    throw new RegistryError(
      400,
      'NAME_INVALID',
      `'${name}' lacks the group: image repositories are named <group>/<repository>, for example shop/${name}`,
    );
  }
  return name;
}

/** Whether this can be a tag. */
export function isTag(reference: string): boolean {
  return tagPattern.test(reference);
}

/** Whether this is a digest of the one algorithm that is supported, sha256. */
export function isDigest(reference: string): boolean {
  return sha256Pattern.test(reference);
}

/** @throws RegistryError DIGEST_INVALID; other algorithms than sha256 are named */
export function checkDigest(digest: unknown): string {
  if (typeof digest === 'string' && isDigest(digest)) {
    return digest;
  }
  const text = String(digest ?? '').slice(0, 160);
  if (digestPattern.test(text) && !text.startsWith('sha256:')) {
    throw new RegistryError(
      400,
      'DIGEST_INVALID',
      `This registry addresses content by sha256 only, not by ${
        text.split(':')[0]
      }; push with a sha256 digest`,
    );
  }
  throw new RegistryError(
    400,
    'DIGEST_INVALID',
    text
      ? `'${text}' is no digest: expected sha256: and 64 lower-case hexadecimal digits`
      : 'The digest is missing: expected ?digest=sha256:<64 hexadecimal digits>',
  );
}
