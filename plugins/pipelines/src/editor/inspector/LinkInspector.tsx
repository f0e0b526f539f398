import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import { describeSchema, isRequired } from '@dop/plugin-pipelines-common';
import { pipelinesTranslationRef } from '../../translation';
import { useEditor } from '../EditorContext';
import { useFieldStyles } from '../fields/useFieldStyles';
import { linksBetween } from '../model/drawnGraph';
import { pairsOf, withOf, type Pair } from '../model/pairs';
import { useInspectorStyles } from './useInspectorStyles';

/** How many pairs are offered at once. */
const mostPairs = 30;

/** What travels between two steps: which output feeds which input. */
export function LinkInspector({ from, to }: { from: string; to: string }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useInspectorStyles();
  const fields = useFieldStyles();
  const { apply, drawing, disabled, ports, select } = useEditor();
  const [problem, setProblem] = useState<string>();
  const target = drawing.steps.find(({ id }) => id === to);
  const links = linksBetween(drawing, from, to);
  const fed = links.filter(({ place }) => place.startsWith('with.'));
  const read = links.filter(({ place }) => !place.startsWith('with.'));
  const needs = [target?.fields.needs ?? []].flat();
  const pairs = pairsOf(ports[from], ports[to], withOf(target?.fields));
  const isThere = ({ output, input }: Pair) =>
    fed.some(each => each.output === output && each.place === `with.${input}`);
  const fitting = pairs.filter(pair => !pair.refusal && !isThere(pair));
  const refused = pairs.filter(({ refusal }) => refusal);
  const outputs = ports[from]?.outputs?.properties ?? {};
  const inputs = ports[to]?.inputs?.properties ?? {};
  const feed = (output: string, input: string) =>
    setProblem(
      apply(
        { type: 'connect', from, to, output, input },
        t('editor.said.linked', {
          output: `${from}.${output}`,
          input: `${to}.${input}`,
        }),
      ),
    );
  const remove = (input?: string) => {
    const refusal = apply(
      { type: 'disconnect', from, to, ...(input && { input }) },
      t('editor.said.disconnected', { from, to }),
    );
    setProblem(refusal);
    const last = links.length === 1 && !needs.includes(from);
    if (!refusal && (!input || last)) {
      select({ step: to });
    }
  };
  return (
    <>
      {problem && (
        <p className={fields.problem} role="alert">
          {problem}
        </p>
      )}
      <p className={classes.soft}>
        {fed.length > 0
          ? t('editor.link.feeds', { from, to })
          : t('editor.link.needOnly', { from, to })}
      </p>
      <ul className={classes.list} aria-label={t('editor.link.links')}>
        {fed.map(({ place, output = '' }) => {
          const input = place.slice('with.'.length);
          const choices = pairs.filter(
            pair => pair.input === input && !pair.refusal,
          );
          return (
            <li key={place} className={classes.pair}>
              <span className={classes.pairNames}>
                <select
                  className={fields.input}
                  style={{ width: 'auto', maxWidth: '100%' }}
                  aria-label={t('editor.link.outputOf', { input })}
                  disabled={disabled || input.includes('.')}
                  value={output}
                  onChange={event => feed(event.target.value, input)}
                >
                  {!choices.some(pair => pair.output === output) && (
                    <option value={output}>{output}</option>
                  )}
                  {choices.map(pair => (
                    <option key={pair.output} value={pair.output}>
                      {pair.output}
                    </option>
                  ))}
                </select>{' '}
                → <strong>{input}</strong>
                {Object.hasOwn(outputs, output) &&
                  Object.hasOwn(inputs, input) && (
                    <span className={classes.kind}>
                      {t('editor.link.types', {
                        output: describeSchema(outputs[output]),
                        input: describeSchema(inputs[input]),
                      })}
                    </span>
                  )}
              </span>
              <button
                type="button"
                className={fields.remove}
                disabled={disabled || input.includes('.')}
                aria-label={t('editor.link.remove', { input })}
                title={t('editor.link.remove', { input })}
                onClick={() => remove(input)}
              >
                ×
              </button>
            </li>
          );
        })}
        {read.map(({ place, output }) => (
          <li key={`${place} ${output}`} className={classes.pair}>
            <span className={classes.pairNames}>
              {t('editor.link.readBy', { output: output ?? 'state', place })}
            </span>
            <button
              type="button"
              className={fields.link}
              onClick={() => select({ step: to })}
            >
              {t('editor.link.openStep', { step: to })}
            </button>
          </li>
        ))}
      </ul>
      <h3 className={classes.section}>{t('editor.link.add')}</h3>
      {fitting.length === 0 && (
        <p className={classes.soft}>{t('editor.link.nothingFits')}</p>
      )}
      <ul className={classes.list} aria-label={t('editor.link.fitting')}>
        {fitting.slice(0, mostPairs).map(pair => (
          <li key={`${pair.output} ${pair.input}`} className={classes.pair}>
            <span className={classes.pairNames}>
              {pair.output} → <strong>{pair.input}</strong>
              <span className={classes.kind}>
                {describeSchema(pair.inputSchema)}
                {isRequired(ports[to]?.inputs ?? {}, pair.input) &&
                  ` · ${t('editor.fields.required')}`}
                {pair.fed && ` · ${t('editor.link.replaces')}`}
              </span>
            </span>
            <button
              type="button"
              className={fields.link}
              disabled={disabled}
              aria-label={t('editor.link.feed', {
                output: pair.output,
                input: pair.input,
              })}
              onClick={() => feed(pair.output, pair.input)}
            >
              {t('editor.link.link')}
            </button>
          </li>
        ))}
      </ul>
      {refused.length > 0 && (
        <details className={classes.reason}>
          <summary style={{ cursor: 'pointer' }}>
            {t('editor.inputs.refused', { count: refused.length })}
          </summary>
          <ul className={classes.effects}>
            {refused.slice(0, mostPairs).map(({ output, input, refusal }) => (
              <li key={`${output} ${input}`}>
                <strong>
                  {output} → {input}
                </strong>
                : {refusal}
              </li>
            ))}
          </ul>
        </details>
      )}
      <div style={{ marginTop: 24 }}>
        <Button
          size="small"
          variant="outlined"
          disabled={disabled}
          onClick={() => remove()}
        >
          {t('editor.link.removeAll')}
        </Button>
      </div>
    </>
  );
}
