import { HighlightStyle } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { fontFamily, monospaceFamily } from '../tokens/tokens';

/** Colours of code by the theme's tokens, the same as those of code that is read. */
export const codeColors = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--dop-code-title)' },
  { tag: [tags.string, tags.content], color: 'var(--dop-code-string)' },
  { tag: [tags.bool, tags.number, tags.null], color: 'var(--dop-code-number)' },
  {
    tag: [tags.keyword, tags.meta, tags.typeName, tags.labelName],
    color: 'var(--dop-code-keyword)',
  },
  { tag: tags.comment, color: 'var(--dop-code-comment)' },
  {
    tag: [tags.separator, tags.punctuation, tags.bracket],
    color: 'var(--dop-text-soft)',
  },
]);

const field = {
  font: 'inherit',
  fontFamily,
  color: 'var(--dop-text)',
  background: 'var(--dop-surface)',
  border: '1px solid var(--dop-border-strong)',
  borderRadius: '6px',
  minHeight: '28px',
};

/** Look of the editor; both themes set the tokens. */
export const editorLook = EditorView.theme({
  '&': {
    height: '100%',
    fontSize: '0.8rem',
    color: 'var(--dop-text)',
    background: 'var(--dop-surface)',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: monospaceFamily,
    lineHeight: '20px',
    overflow: 'auto',
  },
  '.cm-content': { caretColor: 'var(--dop-text)', padding: '8px 0' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--dop-text)' },
  '.cm-gutters': {
    color: 'var(--dop-text-soft)',
    background: 'var(--dop-surface-sunken)',
    borderRight: '1px solid var(--dop-border)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { background: 'var(--dop-hover)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground':
    { background: 'var(--dop-blue-soft)' },
  '.cm-revealed': { background: 'var(--dop-selected)' },
  '.cm-expression': { color: 'var(--dop-code-number)' },
  '.cm-expression span': { color: 'inherit' },
  '&.cm-focused .cm-matchingBracket': {
    background: 'var(--dop-selected)',
    outline: '1px solid var(--dop-border-strong)',
  },
  '&.cm-focused .cm-nonmatchingBracket': { background: 'var(--dop-red-soft)' },
  '.cm-searchMatch': { background: 'var(--dop-amber-soft)' },
  '.cm-searchMatch-selected': { outline: '2px solid var(--dop-amber)' },
  '.cm-selectionMatch': { background: 'var(--dop-hover)' },
  '.cm-foldPlaceholder': {
    color: 'var(--dop-text-soft)',
    background: 'var(--dop-surface-sunken)',
    border: '1px solid var(--dop-border)',
    padding: '0 4px',
  },
  '.cm-specialChar': { color: 'var(--dop-red)' },

  // Findings: a shape as well as a colour.
  '.cm-lintRange': {
    backgroundImage: 'none',
    paddingBottom: 0,
    textDecoration: 'underline wavy 1px',
    textUnderlineOffset: '3px',
    textDecorationSkipInk: 'none',
  },
  '.cm-lintRange-error': { textDecorationColor: 'var(--dop-red)' },
  '.cm-lintRange-warning': { textDecorationColor: 'var(--dop-amber)' },
  '.cm-lintRange-active': { background: 'var(--dop-selected)' },
  '.cm-lintPoint-error:after': { borderBottomColor: 'var(--dop-red)' },
  '.cm-lintPoint-warning:after': { borderBottomColor: 'var(--dop-amber)' },
  '.cm-gutter-lint': { width: '16px' },
  '.cm-gutter-lint .cm-gutterElement': {
    padding: 0,
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
  },
  '.cm-lint-marker': { width: '10px', height: '10px', content: 'none' },
  '.cm-lint-marker-error': {
    content: 'none',
    background: 'var(--dop-red)',
    borderRadius: '50%',
  },
  '.cm-lint-marker-warning': {
    content: 'none',
    background: 'var(--dop-amber)',
    clipPath: 'polygon(50% 0, 100% 100%, 0 100%)',
  },

  // What opens above the text.
  '.cm-tooltip': {
    color: 'var(--dop-text)',
    background: 'var(--dop-surface-raised)',
    border: '1px solid var(--dop-border-strong)',
    borderRadius: '6px',
    maxWidth: 'min(90vw, 60ch)',
  },
  '.cm-tooltip-lint': { overflow: 'hidden' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: monospaceFamily,
    fontSize: '0.8rem',
    maxHeight: '14em',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    minHeight: '24px',
    padding: '2px 8px',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    color: 'var(--dop-text)',
    background: 'var(--dop-selected)',
    boxShadow: 'inset 3px 0 var(--dop-blue)',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: 700 },
  '.cm-completionDetail': {
    color: 'var(--dop-text-soft)',
    fontStyle: 'normal',
    marginLeft: '1em',
  },
  '.cm-tooltip.cm-completionInfo': {
    fontFamily,
    fontSize: '0.82rem',
    padding: '6px 10px',
    whiteSpace: 'pre-line',
  },
  '.cm-diagnostic': {
    fontFamily,
    fontSize: '0.82rem',
    padding: '6px 10px',
    borderLeft: '3px solid',
    overflowWrap: 'anywhere',
  },
  '.cm-diagnostic-error': {
    borderColor: 'var(--dop-red)',
    background: 'var(--dop-red-soft)',
  },
  '.cm-diagnostic-warning': {
    borderColor: 'var(--dop-amber)',
    background: 'var(--dop-amber-soft)',
  },
  '.cm-diagnosticAction': {
    ...field,
    color: 'var(--dop-link)',
    padding: '2px 8px',
    margin: '4px 0 0 8px',
  },
  '.cm-diagnosticAction u': { textDecoration: 'none' },

  // Search and the list of findings.
  '.cm-panels': {
    color: 'var(--dop-text)',
    background: 'var(--dop-surface-sunken)',
    fontFamily,
    fontSize: '0.82rem',
    zIndex: 2,
  },
  '.cm-panels-top': { borderBottom: '1px solid var(--dop-border)' },
  '.cm-panels-bottom': { borderTop: '1px solid var(--dop-border)' },
  '.cm-panel.cm-search': { padding: '6px 32px 6px 8px' },
  '.cm-textfield': { ...field, padding: '2px 8px', maxWidth: '100%' },
  '.cm-button': { ...field, backgroundImage: 'none', padding: '2px 10px' },
  '.cm-button:active': {
    backgroundImage: 'none',
    background: 'var(--dop-selected)',
  },
  '.cm-panel.cm-search label': {
    fontSize: 'inherit',
    whiteSpace: 'nowrap',
    display: 'inline-flex',
    alignItems: 'center',
    gap: '4px',
    minHeight: '28px',
  },
  '.cm-panel.cm-search input[type=checkbox]': { margin: 0 },
  '.cm-panel [name=close]': {
    color: 'var(--dop-text-soft)',
    background: 'none',
    minWidth: '28px',
    minHeight: '28px',
    cursor: 'pointer',
  },
  '.cm-panel.cm-panel-lint ul': { maxHeight: '10em' },
  '.cm-panel.cm-panel-lint ul [aria-selected], .cm-panel.cm-panel-lint ul:focus [aria-selected]':
    {
      color: 'var(--dop-text)',
      background: 'var(--dop-selected)',
      boxShadow: 'inset 0 0 0 2px var(--dop-blue)',
    },
});
