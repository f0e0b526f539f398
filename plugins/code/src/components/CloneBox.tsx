import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import Button from '@material-ui/core/Button';
import Popover from '@material-ui/core/Popover';
import type { Repository } from '@dop/plugin-code-common';
import { CodeBlock, SafeLink } from '@dop/plugin-devops-react';
import { codeTranslationRef } from '../translation';

/** The address to clone, and what to give git as password. */
export function CloneBox({ repository }: { repository: Repository }) {
  const { t } = useTranslationRef(codeTranslationRef);
  const [anchor, setAnchor] = useState<Element | null>(null);
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        onClick={event => setAnchor(event.currentTarget)}
      >
        {t('cloneBox.clone')}
      </Button>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
      >
        <div style={{ padding: 16, width: 440, maxWidth: '90vw' }}>
          <CodeBlock
            code={`git clone ${repository.cloneUrl}`}
            language="bash"
            lineNumbers={false}
            wrap
          />
          <TokenHint />
        </div>
      </Popover>
    </>
  );
}

/** How git signs in. */
export function TokenHint() {
  const { t } = useTranslationRef(codeTranslationRef);
  return (
    <p style={{ margin: '8px 0 0', color: 'var(--dop-text-soft)' }}>
      {t('cloneBox.passwordHelp', {
        link: (
          <SafeLink to="/account?tab=tokens">
            {t('cloneBox.personalToken')}
          </SafeLink>
        ),
      })}
    </p>
  );
}
