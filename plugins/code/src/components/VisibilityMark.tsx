import { useTranslationRef } from '@backstage/frontend-plugin-api';
import LockIcon from '@material-ui/icons/LockOutlined';
import PeopleIcon from '@material-ui/icons/PeopleOutline';
import type { Visibility } from '@dop/plugin-access-common';
import { codeTranslationRef } from '../translation';

/** Who may read a repository, in a word. */
export function VisibilityMark({ visibility }: { visibility: Visibility }) {
  const { t } = useTranslationRef(codeTranslationRef);
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
          ? t('visibilityMark.privateHelp')
          : t('visibilityMark.internalHelp')
      }
    >
      <Icon style={{ fontSize: 16 }} aria-hidden />
      {visibility === 'private'
        ? t('visibilityMark.itsGroup')
        : t('visibilityMark.everybody')}
    </span>
  );
}
