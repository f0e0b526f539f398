const part = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const pattern = new RegExp(`^${part}/${part}$`);

/** Whether this can name a secret: `namespace/name`, such as shop/npm-token. */
export function isSecretName(text: string): boolean {
  return pattern.test(text);
}
