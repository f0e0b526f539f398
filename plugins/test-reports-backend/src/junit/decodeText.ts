const labels = /^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']/;

/** The decoder of a file by its byte order mark, else by what its first line declares. */
export function createTextDecoder(start: Buffer): {
  decoder: TextDecoder;
  /** The declared encoding, if nobody knows it. */
  unknown?: string;
} {
  if (start[0] === 0xff && start[1] === 0xfe) {
    return { decoder: new TextDecoder('utf-16le') };
  }
  if (start[0] === 0xfe && start[1] === 0xff) {
    return { decoder: new TextDecoder('utf-16be') };
  }
  if (start[0] === 0x3c && start[1] === 0) {
    return { decoder: new TextDecoder('utf-16le') };
  }
  if (start[0] === 0 && start[1] === 0x3c) {
    return { decoder: new TextDecoder('utf-16be') };
  }
  const label = labels.exec(start.subarray(0, 256).toString('latin1'))?.[1];
  // The bytes are plainly no UTF-16, whatever they declare.
  if (label && !/^utf-?16/i.test(label)) {
    try {
      return { decoder: new TextDecoder(label) };
    } catch {
      return { decoder: new TextDecoder(), unknown: label };
    }
  }
  return { decoder: new TextDecoder() };
}
