import { useState } from 'react';
import Button from '@material-ui/core/Button';
import Popover from '@material-ui/core/Popover';
import type { Repository } from '@dop/plugin-code-common';
import { CodeBlock, SafeLink } from '@dop/plugin-devops-react';

/** The address to clone, and what to give git as password. */
export function CloneBox({ repository }: { repository: Repository }) {
  const [anchor, setAnchor] = useState<Element | null>(null);
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        onClick={event => setAnchor(event.currentTarget)}
      >
        Clone
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
  return (
    <p style={{ margin: '8px 0 0', color: 'var(--dop-text-soft)' }}>
      Git asks for a name and a password: your account's name, and a{' '}
      <SafeLink to="/account?tab=tokens">personal token</SafeLink> with the
      scope repository:read, or repository:write for pushing.
    </p>
  );
}
