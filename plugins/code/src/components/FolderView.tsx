import { makeStyles } from '@material-ui/core/styles';
import FileIcon from '@material-ui/icons/InsertDriveFileOutlined';
import FolderIcon from '@material-ui/icons/Folder';
import LinkIcon from '@material-ui/icons/Link';
import type { Repository, Tree, TreeEntry } from '@dop/plugin-code-common';
import { Bytes, SafeLink } from '@dop/plugin-devops-react';
import { filePath } from '../links';

const useStyles = makeStyles(
  {
    list: {
      listStyle: 'none',
      margin: 0,
      padding: 0,
      border: '1px solid var(--dop-border)',
      borderRadius: '0 0 6px 6px',
      overflow: 'hidden',
    },
    row: {
      display: 'flex',
      alignItems: 'center',
      gap: 10,
      height: 40,
      padding: '0 12px',
      color: 'var(--dop-text)',
      textDecoration: 'none !important',
      '&:hover': { background: 'var(--dop-hover)' },
    },
    entry: {
      '& + &': { borderTop: '1px solid var(--dop-border)' },
    },
    name: {
      flex: 1,
      minWidth: 0,
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'pre',
    },
    soft: { color: 'var(--dop-text-soft)', flexShrink: 0 },
    folder: { color: 'var(--dop-blue)', flexShrink: 0 },
  },
  { name: 'DopFolderView' },
);

const kinds = {
  folder: { Icon: FolderIcon, word: 'Folder' },
  file: { Icon: FileIcon, word: 'File' },
  link: { Icon: LinkIcon, word: 'Link' },
  submodule: { Icon: LinkIcon, word: 'Submodule' },
};

/** What is in a folder. */
export function FolderView(props: {
  repository: Repository;
  tree: Tree;
  /** The ref as the address has it. */
  at?: string;
}) {
  const { repository, tree, at } = props;
  const classes = useStyles();
  const parent = tree.path.split('/').slice(0, -1).join('/');
  return (
    <>
      <ul className={classes.list} aria-label="Files">
        {tree.path && (
          <li className={classes.entry}>
            <SafeLink
              className={classes.row}
              to={filePath(repository, at, parent)}
              aria-label="The folder above"
            >
              <FolderIcon
                className={classes.folder}
                style={{ fontSize: 18 }}
                aria-hidden
              />
              ..
            </SafeLink>
          </li>
        )}
        {tree.entries.map(entry => (
          <li key={entry.path} className={classes.entry}>
            <Entry
              entry={entry}
              to={
                entry.type === 'submodule'
                  ? undefined
                  : filePath(repository, at, entry.path)
              }
            />
          </li>
        ))}
      </ul>
      {tree.truncated && (
        <p className={classes.soft}>
          This folder has more entries than are listed here. Clone the
          repository to see them all.
        </p>
      )}
    </>
  );
}

function Entry({ entry, to }: { entry: TreeEntry; to?: string }) {
  const classes = useStyles();
  const { Icon, word } = kinds[entry.type];
  const inside = (
    <>
      <Icon
        className={entry.type === 'folder' ? classes.folder : classes.soft}
        style={{ fontSize: 18 }}
        titleAccess={word}
      />
      <span className={classes.name} title={entry.name}>
        {entry.name}
      </span>
      {entry.type === 'submodule' && (
        <span className={classes.soft}>at {entry.sha.slice(0, 7)}</span>
      )}
      {entry.size !== undefined && (
        <span className={classes.soft}>
          <Bytes value={entry.size} />
        </span>
      )}
    </>
  );
  return to ? (
    <SafeLink className={classes.row} to={to}>
      {inside}
    </SafeLink>
  ) : (
    <span className={classes.row}>{inside}</span>
  );
}
