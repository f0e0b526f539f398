import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Duration } from '../format/times';
import { StateIcon } from '../states/StateIcon';
import { stateLook } from '../states/states';
import { useStateWords } from '../states/useStateWords';
import { color } from '../tokens/tokens';
import { devopsReactTranslationRef } from '../translation';
import type { GraphNode, GraphProblems } from './types';
import { useGraphStyles } from './useGraphStyles';

function linesOf({ text }: GraphProblems): string[] {
  return text.split('\n');
}

/** What stands in the box of a step. */
export function StepFace({ node }: { node: GraphNode }) {
  const classes = useGraphStyles();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const words = useStateWords();
  const { problems } = node;
  return (
    <>
      <span className={classes.line}>
        {node.state && (
          <StateIcon
            state={node.state}
            reason={node.waitsFor}
            size={18}
            decorative
          />
        )}
        <span className={classes.title}>{node.title}</span>
        {node.startedAt && (
          <span className={classes.time}>
            <Duration from={node.startedAt} to={node.finishedAt} />
          </span>
        )}
      </span>
      <span
        className={classes.subtitle}
        style={{ paddingLeft: node.state ? 26 : 0 }}
      >
        <span className={classes.uses} title={node.subtitle}>
          {node.subtitle}
        </span>
        {node.badges?.map(badge => (
          <span key={badge} className={classes.badge}>
            {badge}
          </span>
        ))}
      </span>
      {node.instances && (
        <span className={classes.instances} aria-hidden>
          {node.instances.slice(0, 60).map(instance => (
            <span
              key={instance.key}
              title={t('graph.instance', {
                key: instance.key,
                state: words.word(instance.state),
              })}
              style={{
                background: color(stateLook(instance.state).color),
                opacity: stateLook(instance.state).final ? 1 : 0.5,
              }}
            />
          ))}
        </span>
      )}
      {problems && (
        <span
          className={classes.problems}
          title={problems.text}
          data-severity={problems.severity}
          aria-hidden
        >
          {linesOf(problems).length}
        </span>
      )}
    </>
  );
}

/** The step in words, for those who don't see it. */
export function useStepLabel({
  title,
  state,
  waitsFor,
  problems,
}: GraphNode): string {
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const words = useStateWords();
  const name = state
    ? t('graph.node', { title, state: words.word(state, waitsFor) })
    : title;
  if (!problems) {
    return name;
  }
  const lines = linesOf(problems);
  return t('graph.withProblems', {
    name,
    count: lines.length,
    problems: lines.join(' '),
  });
}
