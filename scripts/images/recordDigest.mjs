/** Tells the portal which image a shipped version has from now on. */
export async function recordDigest({ portal, token, name, version, digest }) {
  const path = `/api/components/components/dop/${name}/versions/${version}/image`;
  const response = await fetch(new URL(path, portal), {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ digest, replace: true }),
  });
  if (!response.ok) {
    const text = await response.text();
    let message = text.slice(0, 500);
    try {
      message = JSON.parse(text).error.message;
    } catch {
      // Not JSON: shown as it is.
    }
    throw new Error(
      `dop/${name} ${version} was pushed, but the portal did not record its digest: ${response.status} ${message}`,
    );
  }
}
