import { makeStyles } from '@material-ui/core/styles';
import { monospaceFamily, SafeLink } from '@dop/plugin-devops-react';
import { filePath, type RepositoryName } from '../links';

const useStyles = makeStyles(
  {
    name: {
      fontFamily: monospaceFamily,
      fontSize: '0.92em',
      overflowWrap: 'anywhere',
    },
  },
  { name: 'DopBranches' },
);

/** A branch by its short name; with a repository it links to its files. */
export function Branch(props: { name: string; repository?: RepositoryName }) {
  const { name, repository } = props;
  const classes = useStyles();
  const text = <span className={classes.name}>{name}</span>;
  return repository ? (
    <SafeLink to={filePath(repository, `refs/heads/${name}`)}>{text}</SafeLink>
  ) : (
    text
  );
}

/** `topic → main` */
export function Branches(props: { source: string; target: string }) {
  const { source, target } = props;
  return (
    <span title={`${source} → ${target}`}>
      <Branch name={source} /> → <Branch name={target} />
    </span>
  );
}
