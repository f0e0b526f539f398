/**
 * Whether a path matches a glob: `*` and `?` stay within a folder, `**` goes
 * through folders, `{a,b}` is one or the other. Nothing else is special.
 */
export function matchesGlob(path: string, glob: string): boolean {
  let pattern = '';
  let depth = 0;
  for (let i = 0; i < glob.length; i += 1) {
    const character = glob[i];
    if (glob.startsWith('**/', i)) {
      pattern += '(?:[^/]+/)*';
      i += 2;
    } else if (glob.startsWith('**', i)) {
      pattern += '.*';
      i += 1;
    } else if (character === '*') {
      pattern += '[^/]*';
    } else if (character === '?') {
      pattern += '[^/]';
    } else if (character === '{') {
      pattern += '(?:';
      depth += 1;
    } else if (character === '}' && depth > 0) {
      pattern += ')';
      depth -= 1;
    } else if (character === ',' && depth > 0) {
      pattern += '|';
    } else {
      pattern += character.replace(/[.+^${}()|[\]\\]/g, '\\$&');
    }
  }
  return depth === 0 && new RegExp(`^${pattern}$`, 's').test(path);
}
