import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SecretKey } from './KeyFile';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * A value under a key, as text that names the key. It opens only under the name
 * that it was sealed for, so that rows cannot be exchanged.
 */
export function seal(key: SecretKey, name: string, value: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key.bytes, nonce);
  cipher.setAAD(Buffer.from(name));
  const body = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  const bytes = Buffer.concat([nonce, cipher.getAuthTag(), body]);
  return `1.${key.id}.${bytes.toString('base64url')}`;
}

/** Which key a sealed value needs. */
export function keyIdOf(sealed: string): string {
  return sealed.split('.')[1] ?? '';
}

/** @throws Error if it was changed, or sealed under another key or for another name */
export function unseal(key: SecretKey, name: string, sealed: string): string {
  const bytes = Buffer.from(sealed.split('.')[2] ?? '', 'base64url');
  const decipher = createDecipheriv(
    algorithm,
    key.bytes,
    bytes.subarray(0, nonceBytes),
    { authTagLength: tagBytes },
  );
  decipher.setAAD(Buffer.from(name));
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  return Buffer.concat([
    decipher.update(bytes.subarray(nonceBytes + tagBytes)),
    decipher.final(),
  ]).toString('utf8');
}
