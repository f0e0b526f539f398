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
import { waitWords } from '../approvals/waitWords';
import { actorName } from '../components/words';
import { instancesOf } from './runView';
import { matrixWords } from './stepRows';

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
  const names = namesOf(run, steps);
  const shown = names.slice(0, 3);
  return (
    <>
      {shown.map(({ key, title, count, of }, index) => (
        <span key={key}>
          {index > 0 &&
            (index === shown.length - 1 && names.length <= 3 ? ' and ' : ', ')}
          <SafeLink to={stepPath(run.id, key)}>
            <em>
              {of > 1 && count === 1
                ? `${title} (${wordsOf(run, key)})`
                : title}
            </em>
          </SafeLink>
          {count > 1 && ` (${count} of ${of})`}
        </span>
      ))}
      {names.length > 3 && ` and ${names.length - 3} more`}
    </>
  );
}

function wordsOf(run: Run, key: string): string {
  const step = run.steps.find(each => each.key === key);
  return step ? matrixWords(step) : key;
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
      return run.startedAt
        ? 'Waits for its turn to go on: another run of the same group has its place.'
        : 'Waits for its turn: an earlier run of the same group is under way.';
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
          <Names run={run} steps={of('waiting')} /> {waits(of('waiting'))}{' '}
          {done} of {countOf(run.steps.length, 'step')} done.
        </>
      );
    case 'paused':
      return `Paused${
        run.pausedBy ? ` by ${actorName(run.pausedBy)}` : ''
      }; what is at work goes on to its end, nothing new starts.`;
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

/** What the first of them waits for: a person before a clock. */
function waits(steps: readonly StepInstance[]): ReactNode {
  const all = steps.flatMap(({ wait }) => (wait ? [wait] : []));
  const first = all.find(({ kind }) => kind === 'approval') ?? all[0];
  return first ? waitWords(first) : 'waits.';
}

/** Where the run stands, in words; the first thing that people read. */
export function RunSentence(props: {
  run: Run;
  tests: RunTestSummary | undefined;
}) {
  const { run, tests } = props;
  return <Sentence>{words(run, tests)}</Sentence>;
}
