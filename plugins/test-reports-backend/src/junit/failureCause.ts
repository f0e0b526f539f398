/** The same for failures that differ only in numbers, addresses, places and times. */
export function failureCause(type: string, message: string): string {
  return `${type}\u0000${message
    .slice(0, 2_000)
    .replace(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b/gi, '#')
    .replace(/\b0x[0-9a-f]+\b/gi, '#')
    .replace(/(?:[A-Za-z]:)?(?:[\\/][\w.@+-]+){2,}/g, '#')
    .replace(/\d+(?:[.,:]\d+)*/g, '#')
    .replace(/\s+/g, ' ')
    .trim()}`;
}
