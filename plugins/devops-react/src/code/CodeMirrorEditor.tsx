import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { acceptCompletion, autocompletion } from '@codemirror/autocomplete';
import { defaultKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import {
  highlightSelectionMatches,
  search,
  searchKeymap,
} from '@codemirror/search';
import { Compartment, EditorState } from '@codemirror/state';
import {
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import { usePhone } from '../layout/usePhone';
import { devopsReactTranslationRef } from '../translation';
import { completionSource } from './completionSource';
import { codeColors, editorLook } from './editorTheme';
import type { CodeEditorProps } from './editorTypes';
import { editorPhrases } from './editorPhrases';
import { expressionColors } from './expressionColors';
import { fromOutside, HistoryBinding } from './historyBinding';
import { problemsExtension } from './problemsExtension';
import { revealed, revealRange } from './revealRange';
import { ShownProblems } from './ShownProblems';
import { yamlIndent } from './yamlIndent';

const useStyles = makeStyles(
  {
    root: { height: '100%', minHeight: 0, minWidth: 0, position: 'relative' },
    help: {
      position: 'absolute',
      width: 1,
      height: 1,
      overflow: 'hidden',
      clip: 'rect(0 0 0 0)',
      whiteSpace: 'nowrap',
    },
  },
  { name: 'DopCodeEditor' },
);

/** What does not depend on the properties. */
const fixed = [
  lineNumbers(),
  foldGutter(),
  codeFolding(),
  highlightSpecialChars(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSelectionMatches(),
  drawSelection(),
  dropCursor(),
  bracketMatching(),
  indentOnInput(),
  yamlIndent,
  indentUnit.of('  '),
  EditorState.tabSize.of(2),
  search({ top: true }),
  yaml(),
  syntaxHighlighting(codeColors),
  expressionColors,
  editorLook,
  revealed,
  problemsExtension,
  keymap.of([
    { key: 'Tab', run: acceptCompletion },
    ...searchKeymap,
    ...foldKeymap,
    ...defaultKeymap,
    indentWithTab,
  ]),
];

/** The editor itself; loaded only where one is shown. */
export default function CodeMirrorEditor(props: CodeEditorProps) {
  const { history, label, problems, problemsOf, reveal } = props;
  const { readOnly = false } = props;
  const classes = useStyles();
  const helpId = useId();
  const phone = usePhone();
  const dark = useTheme().palette.type === 'dark';
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const [{ view, binding, shown }, setEditor] = useState<{
    view?: EditorView;
    binding?: HistoryBinding;
    shown?: ShownProblems;
  }>({});
  const changing = useMemo(() => new Compartment(), []);
  const settings = useMemo(
    () => [
      EditorState.readOnly.of(readOnly),
      EditorView.darkTheme.of(dark),
      EditorView.contentAttributes.of({
        'aria-label': label,
        'aria-describedby': helpId,
        'aria-readonly': String(readOnly),
      }),
      editorPhrases(t),
      // Two ways to scroll are one too many for a thumb.
      phone ? EditorView.lineWrapping : [],
    ],
    [readOnly, dark, label, helpId, t, phone],
  );
  const first = useRef(settings);

  useEffect(() => {
    const parent = host.current;
    if (!parent) {
      return undefined;
    }
    const bound = new HistoryBinding(history);
    const made = new EditorView({
      parent,
      state: EditorState.create({
        doc: bound.shown,
        extensions: [
          bound.extension,
          autocompletion({
            override: [completionSource(bound, () => latest.current.complete)],
            activateOnTypingDelay: 20,
            activateOnCompletion: ({ type }) => type === 'property',
          }),
          EditorView.updateListener.of(update => {
            if (
              update.selectionSet &&
              !update.transactions.some(tr => tr.annotation(fromOutside))
            ) {
              const { head } = update.state.selection.main;
              latest.current.onCursor?.(bound.toText(head));
            }
          }),
          changing.of(first.current),
          fixed,
        ],
      }),
    });
    const stop = bound.follow(made);
    setEditor({ view: made, binding: bound, shown: new ShownProblems() });
    return () => {
      stop();
      made.destroy();
      setEditor({});
    };
  }, [history, changing]);

  useEffect(() => {
    first.current = settings;
    view?.dispatch({ effects: changing.reconfigure(settings) });
  }, [view, changing, settings]);

  useEffect(() => {
    if (view && binding) {
      shown?.show(view, binding, problems ?? [], problemsOf);
    }
  }, [view, binding, shown, problems, problemsOf]);

  useEffect(() => {
    if (view && binding && reveal) {
      revealRange(view, {
        from: binding.toShown(reveal.from),
        to: binding.toShown(reveal.to),
      });
    }
  }, [view, binding, reveal]);

  return (
    <div className={classes.root}>
      <div ref={host} style={{ height: '100%' }} />
      <span id={helpId} className={classes.help}>
        {readOnly ? t('editor.readOnly') : t('editor.help')}
      </span>
    </div>
  );
}
