import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ReactNode } from 'react';
import { useApi, fetchApiRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import {
  Bytes,
  downloadFile,
  JsonView,
  SafeLink,
  ShortHash,
} from '@dop/plugin-devops-react';
import { useState } from 'react';
import { pipelinesApiRef } from '../api/apis';
import { imagePath } from '../links/links';
import { pipelinesTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    artifact: {
      display: 'inline-flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: 8,
      fontFamily: 'inherit',
    },
    button: {
      all: 'unset',
      cursor: 'pointer',
      color: 'var(--dop-link)',
      '&:hover': { textDecoration: 'underline' },
      '&:focus-visible': { outline: '2px solid var(--dop-link)' },
    },
    soft: { color: 'var(--dop-text-soft)' },
    error: { color: 'var(--dop-red)' },
  },
  { name: 'DopValue' },
);

interface Artifact {
  path: string;
  digest: string;
  size: number;
  mediaType: string;
}

function asArtifact(value: unknown): Artifact | undefined {
  const artifact = value as Partial<Artifact> | null;
  return typeof artifact === 'object' &&
    typeof artifact?.path === 'string' &&
    typeof artifact.digest === 'string' &&
    typeof artifact.size === 'number'
    ? (artifact as Artifact)
    : undefined;
}

function asImage(
  value: unknown,
): { repository: string; digest: string; tag?: string } | undefined {
  const image = value as Record<string, unknown> | null;
  return typeof image === 'object' &&
    typeof image?.repository === 'string' &&
    typeof image.digest === 'string'
    ? {
        repository: image.repository,
        digest: image.digest,
        tag: typeof image.tag === 'string' ? image.tag : undefined,
      }
    : undefined;
}

/** A file or folder that a step left: name, size, digest, and a way to get it. */
export function ArtifactLink({ artifact }: { artifact: Artifact }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useStyles();
  const api = useApi(pipelinesApiRef);
  const fetchApi = useApi(fetchApiRef);
  const [problem, setProblem] = useState<string>();
  const folder = artifact.mediaType === 'application/x-tar';
  const name = artifact.path.split('/').filter(Boolean).pop() ?? 'artifact';
  return (
    <span className={classes.artifact}>
      <button
        type="button"
        className={classes.button}
        title={t('valueView.download', { path: artifact.path })}
        onClick={async () => {
          setProblem(undefined);
          try {
            await downloadFile(
              fetchApi,
              await api.artifactUrl(artifact.digest),
              folder ? `${name}.tar` : name,
            );
          } catch (error) {
            setProblem(error instanceof Error ? error.message : String(error));
          }
        }}
      >
        {artifact.path}
        {folder && '/'}
      </button>
      <span className={classes.soft}>
        <Bytes value={artifact.size} />
      </span>
      <ShortHash hash={artifact.digest} what={t('valueView.digest')} />
      {problem && <span className={classes.error}>{problem}</span>}
    </span>
  );
}

function render(value: unknown): ReactNode | undefined {
  const artifact = asArtifact(value);
  if (artifact) {
    return <ArtifactLink artifact={artifact} />;
  }
  const image = asImage(value);
  if (image) {
    return (
      <SafeLink to={imagePath(image.repository, image.digest)}>
        {image.repository}
        {image.tag && `:${image.tag}`}@{image.digest.slice(0, 14)}
      </SafeLink>
    );
  }
  return undefined;
}

/** Data of a step or a link; artifacts and images are links. */
export function ValueView({
  value,
  depth,
}: {
  value: unknown;
  depth?: number;
}) {
  return <JsonView value={value} renderValue={render} depth={depth} />;
}
