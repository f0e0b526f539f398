import { posix } from 'node:path';
import type { NavEntry, Site } from './readSite';
import {
  between,
  pageFolder,
  renderPage,
  type Heading,
  type RenderedPage,
} from './renderPage';

/** As MkDocs writes it; Backstage's search reads it. */
export interface SearchIndex {
  config: { lang: string[] };
  docs: { location: string; title: string; text: string }[];
}

// TechDocs' reader keeps style sheets of this form only, and waits for one.
export const stylesPath = 'assets/stylesheets/main.d0bd0c55.min.css';

const maxSearchText = 20_000;

/** All pages of a site by path, in the frame that TechDocs' reader knows. */
export function renderSite(site: Site): {
  pages: Map<string, string>;
  searchIndex: SearchIndex;
} {
  const rendered = new Map<string, RenderedPage>();
  for (const [path, markdown] of site.documents) {
    rendered.set(path, renderPage(path, markdown));
  }
  const titleOf = (path: string) =>
    rendered.get(path)?.title ??
    posix.basename(path).replace(/\.md$/i, '').replace(/[-_]/g, ' ');
  const nav = site.nav.length > 0 ? site.nav : defaultNav(rendered);
  const pages = new Map<string, string>();
  const searchIndex: SearchIndex = { config: { lang: ['en'] }, docs: [] };
  for (const [path, page] of rendered) {
    const folder = pageFolder(path);
    pages.set(
      `${folder}index.html`,
      frame({
        title: `${titleOf(path)} - ${site.name}`,
        root: between(folder, ''),
        nav: navList(nav, path, titleOf),
        siteName: site.name,
        page,
      }),
    );
    searchIndex.docs.push({
      location: folder,
      title: titleOf(path),
      text: page.text.slice(0, maxSearchText),
    });
  }
  if (!pages.has('index.html')) {
    // A site begins somewhere, also where nobody wrote a first page.
    const list = navList(nav, 'index.md', titleOf);
    pages.set(
      'index.html',
      frame({
        title: site.name,
        root: './',
        nav: list,
        siteName: site.name,
        page: {
          html: `<h1>${escapeHtml(site.name)}</h1>${list}`,
          headings: [],
          text: '',
        },
      }),
    );
  }
  return { pages, searchIndex };
}

/** By path, the first page first. */
function defaultNav(rendered: Map<string, RenderedPage>): NavEntry[] {
  return [...rendered.keys()]
    .sort((a, b) => (pageFolder(a) < pageFolder(b) ? -1 : 1))
    .map(target => ({ target, children: [] }));
}

function navList(
  entries: NavEntry[],
  current: string,
  titleOf: (path: string) => string,
): string {
  const items = entries.map(({ title, target, children }) => {
    if (!target) {
      return `<li class="md-nav__item md-nav__item--section"><span class="md-nav__link">${escapeHtml(
        title ?? '',
      )}</span>${navList(children, current, titleOf)}</li>`;
    }
    const isPage = /\.md$/i.test(target) && !/^https?:/i.test(target);
    const address = isPage
      ? between(pageFolder(current), pageFolder(posix.normalize(target)))
      : target;
    if (!isPage && !/^https?:/i.test(target)) {
      return '';
    }
    const active = target === current;
    return `<li class="md-nav__item${
      active ? ' md-nav__item--active' : ''
    }"><a class="md-nav__link${
      active ? ' md-nav__link--active' : ''
    }" href="${escapeHtml(address)}">${escapeHtml(
      title ?? titleOf(target),
    )}</a></li>`;
  });
  return `<ul class="md-nav__list">${items.join('')}</ul>`;
}

function contents(headings: Heading[]): string {
  const shown = headings.filter(({ level }) => level === 2 || level === 3);
  return shown.length === 0
    ? ''
    : `<nav class="md-nav md-nav--secondary" aria-label="On this page"><label class="md-nav__title">On this page</label><ul class="md-nav__list">${shown
        .map(
          ({ id, level, title }) =>
            `<li class="md-nav__item dop-level-${level}"><a class="md-nav__link" href="#${escapeHtml(
              id,
            )}">${escapeHtml(title)}</a></li>`,
        )
        .join('')}</ul></nav>`;
}

function frame(options: {
  title: string;
  root: string;
  nav: string;
  siteName: string;
  page: RenderedPage;
}): string {
  const { title, root, nav, siteName, page } = options;
  const sidebar = (kind: string, content: string) =>
    `<div class="md-sidebar md-sidebar--${kind}" data-md-component="${
      kind === 'primary' ? 'sidebar' : 'toc'
    }"><div class="md-sidebar__scrollwrap"><div class="md-sidebar__inner">${content}</div></div></div>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${root}${stylesPath}">
</head>
<body dir="ltr">
<input class="md-toggle" data-md-toggle="drawer" type="checkbox" id="__drawer" autocomplete="off">
<label class="md-overlay" for="__drawer"></label>
<div class="md-container" data-md-component="container">
<main class="md-main" data-md-component="main">
<div class="md-main__inner md-grid">
${sidebar(
  'primary',
  `<nav class="md-nav md-nav--primary" aria-label="Navigation"><label class="md-nav__title" for="__drawer">${escapeHtml(
    siteName,
  )}</label>${nav}</nav>`,
)}
${sidebar('secondary', contents(page.headings))}
<div class="md-content" data-md-component="content">
<article class="md-content__inner md-typeset">
${page.html}
</article>
</div>
</div>
</main>
</div>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
