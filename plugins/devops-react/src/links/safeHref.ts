/**
 * The address if a browser may be sent there: a path of the portal, or http,
 * https. Anything else (`javascript:`, `data:`) gives undefined.
 */
export function safeHref(href: string): string | undefined {
  const trimmed = href.trim();
  if (/^(\/(?!\/)|#|\?|\.\.?\/)/.test(trimmed)) {
    return trimmed;
  }
  try {
    const { protocol } = new URL(trimmed);
    return protocol === 'http:' || protocol === 'https:' ? trimmed : undefined;
  } catch {
    // A relative path such as `runs/1`; a scheme would have parsed.
    return /^[a-z][a-z0-9+.-]*:|^\/\//i.test(trimmed) ? undefined : trimmed;
  }
}
