import type { ReactNode } from 'react';
import { RelativeTime, SafeLink } from '@dop/plugin-devops-react';
import type { StepWait } from '@dop/plugin-pipelines-common';
import { entityPath, runPath } from '../links/links';

/** `qa` of `group:default/qa`. */
export function approverName(ref: string): string {
  return ref.replace(/^[^:]+:(?:default\/)?/, '');
}

/** Who may decide, as links. */
export function Approvers({ refs }: { refs: readonly string[] }) {
  return (
    <>
      {refs.map((ref, index) => (
        <span key={ref}>
          {index > 0 && (index === refs.length - 1 ? ' or ' : ', ')}
          <SafeLink to={entityPath(ref)}>{approverName(ref)}</SafeLink>
        </span>
      ))}
    </>
  );
}

/** What a step waits for, since when and until when; a sentence without its capital. */
export function waitWords(wait: StepWait): ReactNode {
  const begun = <RelativeTime time={wait.since} />;
  const end = wait.until && <RelativeTime time={wait.until} />;
  switch (wait.kind) {
    case 'approval':
      return (
        <>
          waits for{' '}
          {wait.approvers && wait.approvers.length > 0 ? (
            <>
              approval by <Approvers refs={wait.approvers} />
            </>
          ) : (
            'approval'
          )}
          ; asked {begun}
          {end ? <>, times out {end}</> : ', for as long as it takes'}.
        </>
      );
    case 'child':
      return (
        <>
          waits for{' '}
          {wait.childRunId ? (
            <SafeLink to={runPath(wait.childRunId)}>the run</SafeLink>
          ) : (
            'the run'
          )}{' '}
          of another workflow; it began {begun}.
        </>
      );
    case 'delay':
      return end ? (
        <>waits on purpose; goes on {end}.</>
      ) : (
        <>waits on purpose; began {begun}.</>
      );
    case 'retry':
      return <>tries again {end ?? 'soon'}.</>;
    default:
      return (
        <>
          waits for an external system; began {begun}
          {end && <>, times out {end}</>}.
        </>
      );
  }
}
