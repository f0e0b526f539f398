import type { ReactNode } from 'react';
import {
  countOf,
  Duration,
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
import { actorName } from '../components/words';

/** Without the full stop, so that it fits into a sentence. */
function clause(text: string): string {
  return text.replace(/[.\s]+$/, '');
}

function StepName({ run, step }: { run: Run; step: StepInstance }) {
  const title = run.graph.steps.find(({ id }) => id === step.stepId)?.title;
  return (
    <SafeLink to={stepPath(run.id, step.key)}>
      <em>{title && step.key === step.stepId ? title : step.key}</em>
    </SafeLink>
  );
}

function Names({ run, steps }: { run: Run; steps: StepInstance[] }) {
  return (
    <>
      {steps.slice(0, 3).map((step, index) => (
        <span key={step.key}>
          {index > 0 &&
            (index === Math.min(steps.length, 3) - 1 && steps.length <= 3
              ? ' and '
              : ', ')}
          <StepName run={run} step={step} />
        </span>
      ))}
      {steps.length > 3 && ` and ${steps.length - 3} more`}
    </>
  );
}

/** Which of the failures are new: `, both new`. */
function freshWords(fresh: number, failures: number): string {
  if (fresh === 0) {
    return '';
  }
  if (fresh < failures) {
    return `, ${fresh} new`;
  }
  const all = failures === 2 ? 'both' : 'all';
  return failures === 1 ? ', new' : `, ${all} new`;
}

function testWords(tests: RunTestSummary): ReactNode {
  const { totals, newFailures } = tests;
  const failures = totals.failed + totals.errored;
  const report = tests.reports.find(({ superseded }) => !superseded);
  const since = report?.comparison?.commit.slice(0, 7);
  const fresh = freshWords(newFailures, failures);
  const text = `${failures} of ${countOf(totals.tests, 'test')}`;
  return (
    <>
      {report ? (
        <SafeLink to={testReportPath(report.id)}>{text}</SafeLink>
      ) : (
        text
      )}
      {fresh && since ? `${fresh} since ${since}` : fresh}
    </>
  );
}

function passedWords(tests: RunTestSummary | undefined): ReactNode {
  const report = tests?.reports.find(({ superseded }) => !superseded);
  if (!tests || !report || tests.totals.tests === 0) {
    return null;
  }
  const text = `${tests.totals.passed.toLocaleString('en')} of ${countOf(
    tests.totals.tests,
    'test',
  )} passed`;
  return (
    <>
      , <SafeLink to={testReportPath(report.id)}>{text}</SafeLink>
    </>
  );
}

function words(run: Run, tests: RunTestSummary | undefined): ReactNode {
  const of = (...states: string[]) =>
    run.steps.filter(step => states.includes(step.state));
  const time = <Duration from={run.startedAt} to={run.finishedAt} />;
  const done = run.steps.filter(step => isTerminal(step.state)).length;
  const bad = of('failed', 'timedOut');
  const testFailures = tests ? tests.totals.failed + tests.totals.errored : 0;
  switch (run.state) {
    case 'queued':
      return 'Waits for its turn: an earlier run of the same group is under way.';
    case 'running':
    case 'ending': {
      const running = of('running');
      const stopping =
        run.state === 'ending'
          ? `Stopping (${
              run.cause === 'superseded'
                ? 'a newer run takes its place'
                : run.cause
            }). `
          : '';
      const failing = bad.length > 0 && (
        <>
          <Names run={run} steps={bad} /> failed.{' '}
        </>
      );
      return (
        <>
          {stopping}
          {failing}
          {running.length > 0 ? (
            <>
              <Names run={run} steps={running} />{' '}
              {running.length === 1 ? 'is' : 'are'} running, {time} so far;{' '}
            </>
          ) : (
            'Under way; '
          )}
          {`${done} of ${countOf(run.steps.length, 'step')} done.`}
        </>
      );
    }
    case 'waiting':
      return (
        <>
          Waits at <Names run={run} steps={of('waiting')} />; {done} of{' '}
          {countOf(run.steps.length, 'step')} done.
        </>
      );
    case 'paused':
      return 'Paused by a person; nothing new starts.';
    case 'succeeded':
      return (
        <>
          Succeeded in {time}: {countOf(of('succeeded').length, 'step')} done
          {of('skipped').length > 0 && `, ${of('skipped').length} skipped`}
          {passedWords(tests)}.
        </>
      );
    case 'warned':
      return (
        <>
          Done in {time}, but <Names run={run} steps={of('warned')} /> failed,
          which was allowed.
        </>
      );
    case 'cancelled':
      return (
        <>
          {run.cause === 'superseded'
            ? 'Stopped because a newer run took its place'
            : `Cancelled${
                run.cancelledBy ? ` by ${actorName(run.cancelledBy)}` : ''
              }`}
          {run.startedAt && <> after {time}</>}; {done} of{' '}
          {countOf(run.steps.length, 'step')} had ended.
        </>
      );
    default:
      break;
  }
  if (bad.length === 0) {
    return (
      <>
        {run.state === 'timedOut' ? 'Ran out of time' : 'Did not get through'}{' '}
        after {time}.
      </>
    );
  }
  const [first] = bad;
  const attempts = first.attempts.length;
  return (
    <>
      {run.state === 'timedOut' ? 'Timed out' : 'Failed'} in{' '}
      <Names run={run} steps={bad} /> after {time}
      {attempts > 1 && ` and ${attempts} attempts`}
      {testFailures > 0 && tests ? (
        <>: {testWords(tests)}.</>
      ) : (
        first.reason && `: ${clause(first.reason)}.`
      )}
      {testFailures === 0 && !first.reason && '.'}
    </>
  );
}

/** Where the run stands, in words; the first thing that people read. */
export function RunSentence(props: {
  run: Run;
  tests: RunTestSummary | undefined;
}) {
  const { run, tests } = props;
  return <Sentence>{words(run, tests)}</Sentence>;
}
