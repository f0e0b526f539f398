import LockIcon from '@material-ui/icons/LockOutlined';
import PeopleIcon from '@material-ui/icons/PeopleOutline';
import type { Visibility } from '@dop/plugin-access-common';

/** Who may read a repository, in a word. */
export function VisibilityMark({ visibility }: { visibility: Visibility }) {
  const Icon = visibility === 'private' ? LockIcon : PeopleIcon;
  return (
    <span
      style={{
        display: 'inline-flex',
        alignItems: 'center',
        verticalAlign: 'middle',
        gap: 4,
        color: 'var(--dop-text-soft)',
      }}
      title={
        visibility === 'private'
          ? 'Only the group that owns it may read it'
          : 'Everybody who is signed in may read it'
      }
    >
      <Icon style={{ fontSize: 16 }} aria-hidden />
      {visibility === 'private' ? 'Its group' : 'Everybody'}
    </span>
  );
}
