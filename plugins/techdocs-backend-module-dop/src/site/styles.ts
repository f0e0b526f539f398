/** What the reader's own rules expect to be there already. */
export const styles = `
.md-toggle, .md-overlay { display: none; }
.md-main__inner { display: flex; }
.md-content { flex-grow: 1; min-width: 0; }
.md-content__inner { padding: 0 1.5rem 3rem; max-width: 52rem; }
.md-sidebar { top: auto; overflow-y: auto; }
.md-sidebar__inner { padding: 0.5rem 1rem 2rem 0; }
.md-nav { line-height: 1.4; }
.md-nav__title { display: block; font-weight: 600; margin-bottom: 0.5rem; }
.md-nav__list { list-style: none; margin: 0; padding: 0; }
.md-nav__list .md-nav__list { padding-left: 0.8rem; }
.md-nav__link { display: block; padding: 0.25rem 0; color: inherit; text-decoration: none; }
.md-nav__item--section > .md-nav__link { font-weight: 600; margin-top: 0.6rem; }
.dop-level-3 { padding-left: 0.8rem; }
.md-typeset a { color: var(--md-typeset-a-color); }
.md-typeset { line-height: 1.6; overflow-wrap: break-word; }
.md-typeset h1, .md-typeset h2, .md-typeset h3, .md-typeset h4 { line-height: 1.3; margin: 1.6em 0 0.6em; }
.md-typeset h1 { margin-top: 0; }
.md-typeset pre { overflow-x: auto; padding: 0.8rem 1rem; border-radius: 4px; background: var(--md-code-bg-color); }
.md-typeset code { font-family: var(--md-code-font-family, monospace); font-size: 0.9em; padding: 0.1em 0.3em; border-radius: 3px; background: var(--md-code-bg-color); }
.md-typeset pre code { padding: 0; background: none; }
.md-typeset table { display: block; overflow-x: auto; border-collapse: collapse; margin: 1em 0; }
.md-typeset th, .md-typeset td { padding: 0.4rem 0.8rem; border: 1px solid var(--md-default-fg-color--lightest, #8884); text-align: left; vertical-align: top; }
.md-typeset blockquote { margin: 1em 0; padding: 0 1em; border-left: 3px solid var(--md-default-fg-color--lighter, #8888); }
.md-typeset img { max-width: 100%; }
`;
