import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Duration,
  RelativeTime,
  SafeLink,
  Sentence,
} from '@dop/plugin-devops-react';
import {
  isTerminal,
  type Run,
  type StepInstance,
} from '@dop/plugin-pipelines-common';
import type { RunTestSummary } from '@dop/plugin-test-reports-common';
import { stepPath, testReportPath } from '../links/links';
import { waitWords } from '../approvals/waitWords';
import { actorName } from '../components/words';
import { instancesOf } from './runView';
import { matrixWords } from './stepRows';
import { pipelinesTranslationRef, type Translate } from '../translation';

/** Without the full stop, so that it fits into a sentence. */
function clause(text: string): string {
  return text.replace(/[.\s]+$/, '');
}

interface Named {
  /** Where it leads. */
  key: string;
  title: string;
  /** How many of a matrix are meant. */
  count: number;
  of: number;
}

/** Each step once, however many of its instances are meant. */
function namesOf(run: Run, steps: readonly StepInstance[]): Named[] {
  const named = new Map<string, Named>();
  for (const { stepId, key } of steps) {
    const known = named.get(stepId);
    if (known) {
      known.count += 1;
    } else {
      const title = run.graph.steps.find(({ id }) => id === stepId)?.title;
      const of = instancesOf(run, stepId).length;
      named.set(stepId, { key, title: title ?? stepId, count: 1, of });
    }
  }
  return [...named.values()];
}

function Names({ run, steps }: { run: Run; steps: StepInstance[] }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const names = namesOf(run, steps);
  const shown = names.slice(0, 3);
  return (
    <>
      {shown.map(({ key, title, count, of }, index) => (
        <span key={key}>
          {index > 0 &&
            (index === shown.length - 1 && names.length <= 3
              ? t('runSentence.and')
              : ', ')}
          <SafeLink to={stepPath(run.id, key)}>
            <em>
              {of > 1 && count === 1
                ? `${title} (${wordsOf(run, key)})`
                : title}
            </em>
          </SafeLink>
          {count > 1 &&
            t('runSentence.namedOf', { amount: String(count), of: String(of) })}
        </span>
      ))}
      {names.length > 3 &&
        t('runSentence.andMore', { value: String(names.length - 3) })}
    </>
  );
}

function wordsOf(run: Run, key: string): string {
  const step = run.steps.find(each => each.key === key);
  return step ? matrixWords(step) : key;
}

/** Which of the failures are new: `, both new`. */
function freshWords(t: Translate, fresh: number, failures: number): string {
  if (fresh === 0) {
    return '';
  }
  if (fresh < failures) {
    return t('runSentence.someNew', { fresh: String(fresh) });
  }
  if (failures === 1) {
    return t('runSentence.new');
  }
  return failures === 2 ? t('runSentence.bothNew') : t('runSentence.allNew');
}

function testWords(t: Translate, tests: RunTestSummary): JSX.Element {
  const { totals, newFailures } = tests;
  const failures = totals.failed + totals.errored;
  const report = tests.reports.find(({ superseded }) => !superseded);
  const since = report?.comparison?.commit.slice(0, 7);
  const fresh = freshWords(t, newFailures, failures);
  const text = t('runSentence.failedTests', {
    failures: String(failures),
    count: totals.tests,
  });
  return (
    <>
      {report ? (
        <SafeLink to={testReportPath(report.id)}>{text}</SafeLink>
      ) : (
        text
      )}
      {fresh && since
        ? t('runSentence.newSince', { fresh, commit: since })
        : fresh}
    </>
  );
}

function passedWords(
  t: Translate,
  tests: RunTestSummary | undefined,
): JSX.Element | string {
  const report = tests?.reports.find(({ superseded }) => !superseded);
  if (!tests || !report || tests.totals.tests === 0) {
    return '';
  }
  const text = t('runSentence.passedTests', {
    passed: tests.totals.passed.toLocaleString('en'),
    count: tests.totals.tests,
  });
  return t('runSentence.passed', {
    link: <SafeLink to={testReportPath(report.id)}>{text}</SafeLink>,
  });
}

function cancelledWords(t: Translate, run: Run): string {
  if (run.cause === 'superseded') {
    return t('runSentence.superseded');
  }
  return run.cancelledBy
    ? t('runSentence.cancelledBy', { person: actorName(t, run.cancelledBy) })
    : t('runSentence.cancelled');
}

function runningWords(
  t: Translate,
  run: Run,
  time: JSX.Element,
): JSX.Element | string {
  const running = run.steps.filter(({ state }) => state === 'running');
  if (running.length === 0) {
    return t('runSentence.underWay');
  }
  const args = { names: <Names run={run} steps={running} />, time };
  return running.length === 1
    ? t('runSentence.isRunning', args)
    : t('runSentence.areRunning', args);
}

function failedWords(
  t: Translate,
  run: Run,
  tests: RunTestSummary | undefined,
  time: JSX.Element,
): JSX.Element {
  const bad = run.steps.filter(({ state }) =>
    ['failed', 'timedOut'].includes(state),
  );
  if (bad.length === 0) {
    return run.state === 'timedOut'
      ? t('runSentence.ranOutOfTime', { time })
      : t('runSentence.didNotGetThrough', { time });
  }
  const [first] = bad;
  const attempts = first.attempts.length;
  const failures = tests ? tests.totals.failed + tests.totals.errored : 0;
  const why =
    failures > 0 && tests
      ? testWords(t, tests)
      : first.reason && clause(first.reason);
  const args = {
    names: <Names run={run} steps={bad} />,
    time,
    attempts:
      attempts > 1
        ? t('runSentence.andAttempts', { attempts: String(attempts) })
        : '',
    reason: why ? t('runSentence.because', { reason: why }) : '',
  };
  return run.state === 'timedOut'
    ? t('runSentence.timedOutIn', args)
    : t('runSentence.failedIn', args);
}

function words(
  t: Translate,
  run: Run,
  tests: RunTestSummary | undefined,
): JSX.Element | string {
  const of = (...states: string[]) =>
    run.steps.filter(step => states.includes(step.state));
  const time = <Duration from={run.startedAt} to={run.finishedAt} />;
  const done = run.steps.filter(step => isTerminal(step.state)).length;
  const doneWords = t('runSentence.doneOf', {
    done: String(done),
    count: run.steps.length,
  });
  const bad = of('failed', 'timedOut');
  if (run.archivedAt) {
    return t('runSentence.archived', {
      outcome: t(`runEvents.run.${run.state}`),
      time,
      since: <RelativeTime time={run.archivedAt} />,
    });
  }
  switch (run.state) {
    case 'queued':
      return run.startedAt
        ? t('runSentence.waitsToGoOn')
        : t('runSentence.waitsForItsTurn');
    case 'running':
    case 'ending':
      return (
        <>
          {run.state === 'ending' &&
            t('runSentence.stopping', {
              cause:
                run.cause === 'superseded'
                  ? t('runSentence.newerRunTakesItsPlace')
                  : String(run.cause),
            })}
          {bad.length > 0 &&
            t('runSentence.namesFailed', {
              names: <Names run={run} steps={bad} />,
            })}
          {runningWords(t, run, time)}
          {doneWords}
        </>
      );
    case 'waiting':
      return (
        <>
          <Names run={run} steps={of('waiting')} /> {waits(t, of('waiting'))}{' '}
          {doneWords}
        </>
      );
    case 'paused':
      return run.pausedBy
        ? t('runSentence.pausedBy', { person: actorName(t, run.pausedBy) })
        : t('runSentence.paused');
    case 'succeeded':
      return t('runSentence.succeeded', {
        time,
        steps: t('counts.steps', { count: of('succeeded').length }),
        skipped:
          of('skipped').length > 0
            ? t('runSentence.skipped', {
                skipped: String(of('skipped').length),
              })
            : '',
        tests: passedWords(t, tests),
      });
    case 'warned':
      return t('runSentence.warned', {
        time,
        names: <Names run={run} steps={of('warned')} />,
      });
    case 'cancelled':
      return t('runSentence.hadEnded', {
        how: cancelledWords(t, run),
        after: run.startedAt ? t('runSentence.after', { time }) : '',
        done: String(done),
        steps: t('counts.steps', { count: run.steps.length }),
      });
    default:
      return failedWords(t, run, tests, time);
  }
}

/** What the first of them waits for: a person before a clock. */
function waits(
  t: Translate,
  steps: readonly StepInstance[],
): JSX.Element | string {
  const all = steps.flatMap(({ wait }) => (wait ? [wait] : []));
  const first = all.find(({ kind }) => kind === 'approval') ?? all[0];
  return first ? waitWords(t, first) : t('runSentence.waits');
}

/** Where the run stands, in words; the first thing that people read. */
export function RunSentence(props: {
  run: Run;
  tests: RunTestSummary | undefined;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { run, tests } = props;
  return <Sentence>{words(t, run, tests)}</Sentence>;
}
