import { monospaceFamily } from '@dop/plugin-devops-react';

/** A sentence whose words between backticks are code. */
export function CodeWords({ text = '' }: { text?: string }) {
  return (
    <>
      {text.split(/`([^`]+)`/).map((part, at) =>
        at % 2 === 1 ? (
          <code key={at} style={{ fontFamily: monospaceFamily }}>
            {part}
          </code>
        ) : (
          part
        ),
      )}
    </>
  );
}
