import { ResponseError } from '@backstage/errors';

/**
 * Fetches a file with the caller's credentials and hands it to the browser to
 * save; a plain link could not carry the token.
 *
 * @throws ResponseError
 */
export async function downloadFile(
  fetchApi: { fetch: typeof fetch },
  url: string,
  fileName: string,
): Promise<void> {
  const response = await fetchApi.fetch(url);
  if (!response.ok) {
    throw await ResponseError.fromResponse(response);
  }
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has to have begun before the address may go.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
