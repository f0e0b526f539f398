/** Reads until there is a value. */
export async function until<T>(
  read: () => Promise<T | undefined>,
  timeoutMs = 30_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== undefined) {
      return value;
    }
    if (Date.now() > end) {
      throw new Error('It did not come true in time');
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
