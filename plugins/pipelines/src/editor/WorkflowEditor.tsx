import {
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import { useSearchParams } from 'react-router-dom';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { JsonObject } from '@backstage/types';
import Button from '@material-ui/core/Button';
import Popover from '@material-ui/core/Popover';
import {
  CodeEditor,
  CopyButton,
  Graph,
  SafeLink,
  useKeys,
  usePhone,
  useTextHistory,
  type TextHistory,
} from '@dop/plugin-devops-react';
import { parseUses } from '@dop/plugin-components-common';
import {
  drawWorkflow,
  editWorkflow,
  type Drawing,
  type WorkflowEdit,
} from '@dop/plugin-pipelines-common';
import { parseDocument } from 'yaml';
import { filePath, workflowsPath } from '../links/links';
import { pipelinesTranslationRef } from '../translation';
import { useCompletion } from './completion';
import { EditorProvider, type EditorState } from './EditorContext';
import { isObject } from './fields/controlOf';
import { useFieldStyles } from './fields/useFieldStyles';
import type { FileVersion } from './file/fileVersion';
import type { WorkflowFile } from './file/useWorkflowFile';
import { Inspector } from './inspector/Inspector';
import { useLint } from './lint';
import { drawnEdges, drawnNodes, endsOf, linkId } from './model/drawnGraph';
import { onlyPair, pairsOf, withOf } from './model/pairs';
import {
  offsetsOf,
  problemsByStep,
  problemsOf,
  stepAt,
  type Problem,
} from './model/problems';
import { newStep } from './palette/newStep';
import { Palette } from './palette/Palette';
import { useComponents } from './palette/useComponents';
import { ProblemsList } from './ProblemsList';
import { SaveWorkflow } from './SaveWorkflow';
import { StepsList } from './StepsList';
import { useEditorStyles } from './useEditorStyles';
import { useKeptDraft } from './useKeptDraft';
import { usePanes } from './usePanes';
import { useSelection, type Selection } from './useSelection';

const nothing: Drawing = { steps: [], links: [] };

/** The file as plain values. */
function rootOf(text: string): JsonObject {
  try {
    const value: unknown = parseDocument(text, { uniqueKeys: false }).toJS({
      maxAliasCount: 100,
    });
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** What is drawn: of the text, or of the last one that could be read. */
function useDrawn(text: string) {
  const last = useRef<{ drawing: Drawing; root: JsonObject }>();
  const deferred = useDeferredValue(text);
  const now = useMemo(() => {
    const drawing = drawWorkflow(deferred);
    return drawing && { drawing, root: rootOf(deferred) };
  }, [deferred]);
  if (now) {
    last.current = now;
  }
  return {
    ...(last.current ?? { drawing: nothing, root: {} }),
    old: now === undefined,
    never: last.current === undefined,
  };
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      (/^(INPUT|TEXTAREA)$/.test(target.tagName) &&
        target.dataset.open !== undefined))
  );
}

/** One workflow file: drawing, forms and text of the same thing. */
export function WorkflowEditor(props: {
  file: WorkflowFile;
  history: TextHistory;
  readOnly: boolean;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { file, history, readOnly } = props;
  const { repository, path, ref } = file;
  const classes = useEditorStyles();
  const fields = useFieldStyles();
  const phone = usePhone();
  const [params] = useSearchParams();
  const text = useTextHistory(history);
  const saved = file.loaded?.exists ? file.loaded.text : '';
  const draft = useKeptDraft({ file, history, text, saved });
  const { drawing, root, old, never } = useDrawn(text);
  const lint = useLint({ text, file: path, repository, ref });
  const complete = useCompletion(lint);
  const components = useComponents();
  const [selection, choose] = useSelection();
  const [panes, setPanes] = usePanes();
  const [tab, setTab] = useState<'steps' | 'text' | 'problems'>('steps');
  const [inspected, setInspected] = useState(selection.step !== undefined);
  const [adding, setAdding] = useState(false);
  const [renaming, setRenaming] = useState<string>();
  const [reveal, setReveal] = useState(() => {
    // What the address selects is in sight at once.
    const id = selection.step ?? (selection.link && endsOf(selection.link)?.to);
    const at = drawing.steps.find(step => step.id === id)?.at;
    return at && { from: at.start, to: at.end };
  });
  const [said, setSaid] = useState('');
  const [refused, setRefused] = useState<string>();
  const [saving, setSaving] = useState(false);
  const [listed, setListed] = useState<HTMLElement>();
  const disabled = readOnly || old;

  const latest = useRef({ drawing, ports: lint.ports, selection, disabled });
  latest.current = { drawing, ports: lint.ports, selection, disabled };

  const problems = useMemo(
    () =>
      problemsOf(
        lint.findings.filter(finding => finding.file === path),
        lint.ofText,
        drawWorkflow(lint.ofText),
      ),
    [lint.findings, lint.ofText, path],
  );

  const apply = useCallback(
    (edit: WorkflowEdit, words?: string) => {
      const result = editWorkflow(history.text, edit);
      if ('problem' in result) {
        return result.problem;
      }
      history.apply(result.changes, 'form');
      if (words) {
        setSaid(words);
      }
      return undefined;
    },
    [history],
  );
  const select = useCallback(
    (next: Selection) => {
      choose(next);
      setRenaming(undefined);
      setRefused(undefined);
      const id = next.step ?? (next.link && endsOf(next.link)?.to);
      const step = drawWorkflow(history.text)?.steps.find(
        each => each.id === id,
      );
      if (step) {
        setReveal({ from: step.at.start, to: step.at.end });
      }
    },
    [choose, history],
  );
  const undo = useCallback(() => {
    if (history.canUndo) {
      history.undo();
      setSaid(t('editor.said.undone'));
    }
  }, [history, t]);
  const redo = useCallback(() => {
    if (history.canRedo) {
      history.redo();
      setSaid(t('editor.said.redone'));
    }
  }, [history, t]);

  const add = async (chosen: string, behind?: string) => {
    const uses = parseUses(chosen);
    const known = uses
      ? await components
          .get(uses.namespace, uses.name)
          .then(({ selected }) => selected.definition.spec.inputs)
          .catch(() => undefined)
      : undefined;
    const now = latest.current;
    if (now.disabled) {
      return;
    }
    const wanted = behind ?? now.selection.step;
    const after = now.drawing.steps.some(({ id }) => id === wanted)
      ? wanted
      : undefined;
    const { id, fields: own } = newStep({
      chosen,
      inputs: known,
      drawing: drawWorkflow(history.text) ?? now.drawing,
      ports: now.ports,
      after,
    });
    const problem = apply(
      { type: 'addStep', id, fields: own, ...(after && { after }) },
      t('editor.said.added', { step: id }),
    );
    setRefused(problem);
    if (!problem) {
      select({ step: id });
      setAdding(false);
      setInspected(true);
    }
  };
  const connect = (from: string, to: string) => {
    const target = drawing.steps.find(({ id }) => id === to);
    const pair = onlyPair(
      pairsOf(lint.ports[from], lint.ports[to], withOf(target?.fields)),
    );
    const problem = apply(
      {
        type: 'connect',
        from,
        to,
        ...(pair && { output: pair.output, input: pair.input }),
      },
      t('editor.said.connected', { from, to }),
    );
    if (problem) {
      setRefused(problem);
      return;
    }
    select({ link: linkId(from, to) });
  };
  const remove = (id: string) => {
    const ends = endsOf(id);
    const problem = ends
      ? apply(
          { type: 'disconnect', ...ends },
          t('editor.said.disconnected', ends),
        )
      : apply(
          { type: 'removeStep', id },
          t('editor.said.removed', { step: id }),
        );
    if (problem) {
      setRefused(problem);
    } else {
      select(ends ? { step: ends.to } : {});
    }
  };
  const fix = useCallback(
    ({ finding, from }: Problem) => {
      const change = finding.fix;
      // A fix is of the text that was checked.
      if (!change || lint.ofText !== history.text) {
        return;
      }
      const offset = offsetsOf(history.text);
      history.apply([
        {
          from: offset(change.line, change.column),
          to: offset(change.endLine, change.endColumn),
          insert: change.newText,
        },
      ]);
      setSaid(t('editor.said.fixed', { fix: change.title }));
      setReveal({ from, to: from });
    },
    [history, lint.ofText, t],
  );
  const open = (problem: Problem) => {
    setListed(undefined);
    choose(problem.step ? { step: problem.step } : {});
    if (phone) {
      setTab('text');
      setInspected(false);
    } else {
      setPanes({ text: true });
    }
    setReveal({ from: problem.from, to: problem.to });
  };
  const nextProblem = useRef(0);
  const goOn = () => {
    if (problems.length > 0) {
      open(problems[nextProblem.current % problems.length]);
      nextProblem.current += 1;
    }
  };

  // An address with a line leads there, once.
  const line = Number(params.get('line'));
  useEffect(() => {
    if (line > 0) {
      const at = offsetsOf(history.text)(line, 1);
      setReveal({ from: at, to: at });
    }
  }, [line, history]);

  // From now on the text stems from the newest version; undo brings it back.
  const follow = (version: FileVersion, next: string) => {
    if (next !== history.text) {
      history.apply([{ from: 0, to: history.text.length, insert: next }]);
    }
    file.rebase(version);
  };
  const dirty = text !== saved;
  const maySave = !readOnly && dirty;
  const save = () => {
    // What was typed into a form last belongs to it.
    if (document.activeElement instanceof HTMLElement) {
      document.activeElement.blur();
    }
    if (!readOnly && history.text !== saved) {
      setSaving(true);
    }
  };
  const keys = useRef({ undo, redo, save });
  keys.current = { undo, redo, save };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) {
        return;
      }
      const key = event.key.toLowerCase();
      const act = () => {
        if (key === 's') {
          return keys.current.save;
        }
        // The text editor and fields with something typed undo by themselves.
        if (event.defaultPrevented || isTyping(event.target)) {
          return undefined;
        }
        if (key === 'z') {
          return event.shiftKey ? keys.current.redo : keys.current.undo;
        }
        return key === 'y' ? keys.current.redo : undefined;
      };
      const run = act();
      if (run && !document.querySelector('[role="dialog"]')) {
        event.preventDefault();
        run();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  useKeys({
    n: { label: t('editor.page.nextProblem'), run: goOn },
    t: {
      label: t('editor.page.showText'),
      run: () => setPanes({ text: !panes.text }),
    },
    'Ctrl Z': { label: t('editor.page.undo'), run: undo },
    'Ctrl Y': { label: t('editor.page.redo'), run: redo },
    'Ctrl S': { label: t('editor.page.save'), run: save },
    F2: {
      label: t('editor.page.renameSelected'),
      run: () => selection.step && setRenaming(selection.step),
    },
  });

  const state: EditorState = {
    repository,
    branch: ref,
    path,
    drawing,
    old,
    root,
    ports: lint.ports,
    components: lint.components,
    problems,
    readOnly,
    disabled,
    selection,
    apply,
    select,
    announce: setSaid,
  };
  const marks = useMemo(
    () =>
      problems.map(problem => {
        const { finding, from, to } = problem;
        return {
          from,
          to,
          severity: finding.severity,
          message: finding.message,
          ...(finding.fix &&
            !readOnly && {
              fixes: [{ title: finding.fix.title, apply: () => fix(problem) }],
            }),
        };
      }),
    [problems, fix, readOnly],
  );
  const metadata = isObject(root.metadata) ? root.metadata : {};
  const title = String(metadata.title ?? metadata.name ?? path);
  useEffect(() => {
    document.title = `${title} · DOP`;
  }, [title]);
  const errors = problems.filter(
    ({ finding }) => finding.severity === 'error',
  ).length;

  const drawn = useMemo(
    () => ({
      nodes: drawnNodes(t, drawing, problemsByStep(problems)),
      edges: drawnEdges(drawing),
    }),
    [t, drawing, problems],
  );
  const editor = (
    <CodeEditor
      history={history}
      label={t('editor.page.textOf', { path })}
      language="yaml"
      problems={marks}
      problemsOf={lint.ofText}
      complete={complete}
      reveal={reveal}
      readOnly={readOnly}
      onCursor={offset => {
        const step = stepAt(latest.current.drawing, offset);
        if (step !== latest.current.selection.step) {
          choose(step ? { step } : {});
        }
      }}
    />
  );
  const toggle = (name: 'palette' | 'inspector' | 'text') => (
    <button
      type="button"
      aria-pressed={panes[name]}
      onClick={() => setPanes({ [name]: !panes[name] })}
    >
      {t(`editor.page.${name}`)}
    </button>
  );
  const note = (words: ReactNode, action?: ReactNode) => (
    <p className={classes.note} role="status">
      <span>{words}</span>
      {action}
    </p>
  );
  const inspector = (
    <Inspector
      renaming={renaming !== undefined && renaming === selection.step}
    />
  );
  const palette = (
    <Palette disabled={disabled} onAdd={chosen => void add(chosen)} />
  );
  const list = (
    <ProblemsList
      problems={problems}
      onOpen={open}
      onFix={readOnly ? undefined : fix}
    />
  );
  return (
    <EditorProvider value={state}>
      <main className={classes.root}>
        <header className={classes.bar}>
          <h1 className={classes.name}>
            {title}
            <span className={classes.where}>
              <SafeLink to={workflowsPath}>
                {t('editor.page.workflows')}
              </SafeLink>
              {' / '}
              {repository}
              {' / '}
              <SafeLink to={filePath(repository, ref, path)}>{path}</SafeLink>
              {` · ${ref} · `}
              {file.loaded?.exists
                ? t(dirty ? 'editor.page.notSaved' : 'editor.page.saved')
                : t('editor.page.newFile')}
            </span>
          </h1>
          {!phone && (
            <>
              <span
                className={classes.toggles}
                role="group"
                aria-label={t('editor.page.view')}
              >
                {[false, true].map(asList => (
                  <button
                    key={String(asList)}
                    type="button"
                    aria-pressed={panes.list === asList}
                    onClick={() => setPanes({ list: asList })}
                  >
                    {t(asList ? 'editor.page.list' : 'editor.page.drawing')}
                  </button>
                ))}
              </span>
              <span
                className={classes.toggles}
                role="group"
                aria-label={t('editor.page.parts')}
              >
                {toggle('palette')}
                {toggle('inspector')}
                {toggle('text')}
              </span>
              <Button
                size="small"
                aria-haspopup="dialog"
                onClick={event => setListed(event.currentTarget)}
              >
                {problems.length > 0
                  ? t('editor.page.problems', { count: problems.length })
                  : t('editor.page.noProblems')}
                {lint.checking && ` (${t('editor.page.checking')})`}
              </Button>
            </>
          )}
          <Button
            size="small"
            disabled={readOnly || !history.canUndo}
            onClick={undo}
          >
            {t('editor.page.undo')}
          </Button>
          <Button
            size="small"
            disabled={readOnly || !history.canRedo}
            onClick={redo}
          >
            {t('editor.page.redo')}
          </Button>
          <CopyButton
            text={window.location.href}
            what={t('editor.page.link')}
          />
          <Button
            size="small"
            variant="contained"
            color="primary"
            disableElevation
            disabled={!maySave}
            onClick={save}
          >
            {t('editor.page.save')}
          </Button>
        </header>
        {readOnly && note(t('editor.page.notPushable'))}
        {draft.restored &&
          note(
            t('editor.draft.restored'),
            <button type="button" className={fields.link} onClick={draft.drop}>
              {t('editor.draft.drop')}
            </button>,
          )}
        {file.moved &&
          note(
            t('editor.save.moved', { who: file.moved.changed?.by ?? '?' }),
            <>
              <button
                type="button"
                className={fields.link}
                onClick={() => follow(file.moved!, file.moved!.text)}
              >
                {t('editor.save.theirs')}
              </button>{' '}
              <button
                type="button"
                className={fields.link}
                onClick={() => follow(file.moved!, history.text)}
              >
                {t('editor.save.mine')}
              </button>
            </>,
          )}
        {old && note(t(never ? 'editor.page.never' : 'editor.page.old'))}
        {lint.error !== undefined &&
          note(
            `${t('editor.page.lintFailed')}: ${String(
              (lint.error as Error).message,
            )}`,
          )}
        {refused && (
          <p className={classes.note} role="alert">
            <span>{refused}</span>
            <button
              type="button"
              className={fields.link}
              onClick={() => setRefused(undefined)}
            >
              {t('editor.page.dismiss')}
            </button>
          </p>
        )}
        {phone ? (
          <>
            <div className={classes.tabs} role="tablist">
              {(['steps', 'text', 'problems'] as const).map(each => (
                <button
                  key={each}
                  type="button"
                  role="tab"
                  aria-selected={tab === each}
                  onClick={() => {
                    setTab(each);
                    setInspected(false);
                    setAdding(false);
                  }}
                >
                  {each === 'problems'
                    ? t('editor.page.problems', { count: problems.length })
                    : t(`editor.page.${each}`)}
                </button>
              ))}
            </div>
            <div className={classes.phone}>
              {tab === 'text' && editor}
              {tab === 'problems' && list}
              {tab === 'steps' && (inspected || adding) && (
                <>
                  <Button
                    onClick={() => {
                      setInspected(false);
                      setAdding(false);
                    }}
                  >
                    {t('editor.page.back')}
                  </Button>
                  {adding ? palette : inspector}
                </>
              )}
              {tab === 'steps' && !inspected && !adding && (
                <>
                  <StepsList onChoose={() => setInspected(true)} />
                  <div
                    style={{ display: 'flex', gap: 8, padding: '0 12px 24px' }}
                  >
                    <Button
                      variant="outlined"
                      disabled={disabled}
                      onClick={() => setAdding(true)}
                    >
                      {t('editor.page.addStep')}
                    </Button>
                    <Button
                      onClick={() => {
                        select({});
                        setInspected(true);
                      }}
                    >
                      {t('editor.inspector.deselect')}
                    </Button>
                  </div>
                </>
              )}
            </div>
          </>
        ) : (
          <>
            <div className={classes.main}>
              {panes.palette && <div className={classes.side}>{palette}</div>}
              <div className={classes.middle}>
                {panes.list ? (
                  <StepsList />
                ) : (
                  <div className={classes.canvas}>
                    <Graph
                      label={t('editor.page.stepsOf', { path })}
                      nodes={drawn.nodes}
                      edges={drawn.edges}
                      selected={selection.step ?? selection.link}
                      onSelectNode={step => select({ step })}
                      onSelectEdge={link => select({ link })}
                      editing={{
                        disabled,
                        onConnect: connect,
                        onRemove: remove,
                        onRename: id => {
                          select({ step: id });
                          setPanes({ inspector: true });
                          setRenaming(id);
                        },
                        onAdd: (after, data) => {
                          if (data) {
                            void add(data, after);
                          } else {
                            select(after ? { step: after } : {});
                            setPanes({ palette: true });
                            window.requestAnimationFrame(() =>
                              document
                                .querySelector<HTMLElement>(
                                  '[data-palette] input',
                                )
                                ?.focus(),
                            );
                          }
                        },
                        onSelectNothing: () => select({}),
                      }}
                    />
                  </div>
                )}
              </div>
              {panes.inspector && (
                <div className={classes.inspector}>{inspector}</div>
              )}
            </div>
            {panes.text && <div className={classes.text}>{editor}</div>}
          </>
        )}
        <Popover
          open={Boolean(listed)}
          anchorEl={listed}
          onClose={() => setListed(undefined)}
          anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        >
          {list}
        </Popover>
        {saving && (
          <SaveWorkflow
            file={file}
            text={text}
            errors={errors}
            onClose={() => setSaving(false)}
            onSaved={branch => {
              setSaving(false);
              setSaid(t('editor.save.done', { branch }));
            }}
          />
        )}
        <div className={classes.unseen} role="status" aria-live="polite">
          {said}
        </div>
      </main>
    </EditorProvider>
  );
}
