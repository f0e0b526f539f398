import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Repository } from '@dop/plugin-code-common';
import { CodeBlock, Section } from '@dop/plugin-devops-react';
import { TokenHint } from './CloneBox';
import { codeTranslationRef } from '../translation';

/** What to type so that something is in the repository. */
export function EmptyRepository({ repository }: { repository: Repository }) {
  const { t } = useTranslationRef(codeTranslationRef);
  const { cloneUrl, name, defaultBranch } = repository;
  return (
    <div style={{ maxWidth: 720 }}>
      <Section title={t('emptyRepository.pushExisting')}>
        <CodeBlock
          language="bash"
          lineNumbers={false}
          wrap
          code={`git remote add origin ${cloneUrl}\ngit push -u origin HEAD:${defaultBranch}`}
        />
      </Section>
      <Section title={t('emptyRepository.orBeginHere')}>
        <CodeBlock
          language="bash"
          lineNumbers={false}
          wrap
          code={[
            `git clone ${cloneUrl}`,
            `cd ${name}`,
            `git switch -c ${defaultBranch}`,
            `echo "# ${name}" > README.md`,
            'git add README.md',
            'git commit -m "Begin"',
            `git push -u origin ${defaultBranch}`,
          ].join('\n')}
        />
      </Section>
      <TokenHint />
    </div>
  );
}
