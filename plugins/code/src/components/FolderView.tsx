import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import FileIcon from '@material-ui/icons/InsertDriveFileOutlined';
import FolderIcon from '@material-ui/icons/Folder';
import LinkIcon from '@material-ui/icons/Link';
import type { Repository, Tree, TreeEntry } from '@dop/plugin-code-common';
import {
  Bytes,
  DataTable,
  SafeLink,
  type DataColumn,
} from '@dop/plugin-devops-react';
import { filePath } from '../links';
import { codeTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    name: {
      display: 'flex',
      alignItems: 'center',
      gap: 10,
      minWidth: 0,
      color: 'var(--dop-text)',
      '& > span': {
        overflow: 'hidden',
        textOverflow: 'ellipsis',
        whiteSpace: 'pre',
      },
    },
    icon: { fontSize: 18, flexShrink: 0, color: 'var(--dop-text-soft)' },
    folder: { color: 'var(--dop-blue)' },
    soft: { color: 'var(--dop-text-soft)' },
  },
  { name: 'DopFolderView' },
);

const icons = {
  folder: FolderIcon,
  file: FileIcon,
  link: LinkIcon,
  submodule: LinkIcon,
};

type Row = Pick<TreeEntry, 'name' | 'path' | 'type' | 'sha' | 'size'>;

/** What is in a folder. */
export function FolderView(props: {
  repository: Repository;
  tree: Tree;
  /** The ref as the address has it. */
  at?: string;
}) {
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository, tree, at } = props;
  const classes = useStyles();
  const above: Row = {
    name: '..',
    path: tree.path.split('/').slice(0, -1).join('/'),
    type: 'folder',
    sha: '',
  };
  const hrefOf = ({ type, path }: Row) =>
    type === 'submodule' ? undefined : filePath(repository, at, path);
  const columns: DataColumn<Row>[] = [
    {
      id: 'name',
      label: t('folderView.name'),
      phone: 'primary',
      render: row => <Name row={row} to={hrefOf(row)} />,
    },
    {
      id: 'size',
      label: t('folderView.size'),
      phone: 'hidden',
      width: '110px',
      align: 'right',
      render: ({ type, sha, size }) => (
        <span className={classes.soft}>
          {type === 'submodule' && t('folderView.at', { sha: sha.slice(0, 7) })}
          {size !== undefined && <Bytes value={size} />}
        </span>
      ),
    },
  ];
  return (
    <>
      <DataTable<Row>
        label={t('folderView.files')}
        rows={tree.path ? [above, ...tree.entries] : tree.entries}
        rowKey={({ name, path }) => `${name} ${path}`}
        rowHref={hrefOf}
        columns={columns}
      />
      {tree.truncated && (
        <p className={classes.soft}>{t('folderView.moreEntries')}</p>
      )}
    </>
  );
}

function Name({ row, to }: { row: Row; to?: string }) {
  const classes = useStyles();
  const { t } = useTranslationRef(codeTranslationRef);
  const Icon = icons[row.type];
  const inside = (
    <>
      <Icon
        className={`${classes.icon} ${
          row.type === 'folder' ? classes.folder : ''
        }`}
        titleAccess={
          row.name === '..'
            ? t('folderView.above')
            : t(`folderView.kinds.${row.type}`)
        }
      />
      <span title={row.name}>{row.name}</span>
    </>
  );
  return to ? (
    <SafeLink quiet className={classes.name} to={to}>
      {inside}
    </SafeLink>
  ) : (
    <span className={classes.name}>{inside}</span>
  );
}
