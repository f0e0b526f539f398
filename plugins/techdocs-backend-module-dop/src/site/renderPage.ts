import { posix } from 'node:path';
import MarkdownIt from 'markdown-it';

/** A heading of a page, for its contents and for search. */
export interface Heading {
  level: number;
  id: string;
  title: string;
}

/** What a document became. */
export interface RenderedPage {
  title?: string;
  html: string;
  headings: Heading[];
  /** Plain text, for search. */
  text: string;
}

const notLetters = /[^\p{L}\p{N}]+/gu;

/** `a/b.md` is the page `a/b/`; `index.md` and `README.md` are their folder's. */
export function pageFolder(path: string): string {
  const folder = posix.dirname(path) === '.' ? '' : `${posix.dirname(path)}/`;
  const name = posix.basename(path).replace(/\.md$/i, '');
  return /^(index|readme)$/i.test(name) ? folder : `${folder}${name}/`;
}

/** Where a page leads to another, both as folders. */
export function between(from: string, to: string): string {
  const way = posix.relative(`/${from}`, `/${to}`);
  return way === '' ? './' : `${way}/`;
}

/**
 * Markdown to HTML. HTML in the document is shown as text, and links lead only
 * to http, mail and the site itself.
 */
export function renderPage(path: string, markdown: string): RenderedPage {
  // Front matter is for tools.
  const source = markdown.replace(/^---\n[\s\S]*?\n---\n/, '');
  const parser = new MarkdownIt({ html: false, linkify: false });
  const own = pageFolder(path);
  const headings: Heading[] = [];
  const words: string[] = [];
  const taken = new Map<string, number>();
  const tokens = parser.parse(source, {});
  tokens.forEach((token, index) => {
    const inline = tokens[index + 1];
    if (token.type === 'heading_open' && inline?.children) {
      const title = inline.children
        .filter(({ type }) => ['text', 'code_inline'].includes(type))
        .map(({ content }) => content)
        .join('');
      const slug =
        title.toLowerCase().replace(notLetters, '-').replace(/^-|-$/g, '') ||
        'section';
      const count = taken.get(slug) ?? 0;
      taken.set(slug, count + 1);
      const id = count > 0 ? `${slug}_${count}` : slug;
      token.attrSet('id', id);
      headings.push({ level: Number(token.tag.slice(1)), id, title });
    }
    if (['fence', 'code_block'].includes(token.type)) {
      words.push(token.content);
    }
    for (const child of token.children ?? []) {
      for (const attribute of ['href', 'src']) {
        const value = child.attrGet(attribute);
        if (value) {
          child.attrSet(attribute, rewrite(value, path, own));
        }
      }
      words.push(child.content);
    }
  });
  return {
    title: headings.find(({ level }) => level === 1)?.title,
    html: parser.renderer.render(tokens, parser.options, {}),
    headings,
    text: words.filter(Boolean).join(' ').replace(/\s+/g, ' '),
  };
}

/** Documents link to each other's files; pages to each other's folders. */
function rewrite(address: string, path: string, own: string): string {
  if (/^([a-z][a-z0-9+.-]*:|\/|#)/i.test(address)) {
    return address;
  }
  const [, file = '', rest = ''] = /^([^?#]*)(.*)$/.exec(address) ?? [];
  const target = posix.join(posix.dirname(path), file);
  return /\.md$/i.test(file)
    ? `${between(own, pageFolder(target))}${rest}`
    : `${posix.relative(`/${own}`, `/${target}`)}${rest}`;
}
