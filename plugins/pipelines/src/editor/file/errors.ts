/** Status of an answer that was none of success; undefined for other errors. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) {
    return undefined;
  }
  const { response } = error as { response?: { status?: unknown } };
  return typeof response?.status === 'number' ? response.status : undefined;
}

export function isNotFound(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** The sentence that the portal gave for an error, else its own. */
export function sentenceOf(error: unknown): string {
  const body = (error as { body?: { error?: { message?: unknown } } })?.body;
  const said = body?.error?.message;
  return typeof said === 'string' && said
    ? said
    : String((error as Error)?.message ?? error);
}
