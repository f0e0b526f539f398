import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import TextField from '@material-ui/core/TextField';
import Autocomplete from '@material-ui/lab/Autocomplete';
import { makeStyles } from '@material-ui/core/styles';
import type { Ref } from '@dop/plugin-code-common';
import { useLoad } from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import { shortRef, type RepositoryName } from '../links';
import { codeTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    input: {
      '&::placeholder': { color: 'var(--dop-text)', opacity: '1 !important' },
      '&:focus::placeholder': { color: 'var(--dop-text-soft)' },
    },
  },
  { name: 'DopRefPicker' },
);

/** Chooses the branch or tag that a page shows; the choice is in the address. */
export function RefPicker(props: {
  repository: RepositoryName;
  /** As the address or the answer names it; empty before one is chosen. */
  current: string;
  pathOf: (ref: string) => string;
  /** Offers branches only, under this label. */
  branchLabel?: string;
}) {
  const { repository, current, pathOf, branchLabel } = props;
  const api = useApi(codeApiRef);
  const { t } = useTranslationRef(codeTranslationRef);
  const navigate = useNavigate();
  const classes = useStyles();
  const [wanted, setWanted] = useState(false);
  const { value, loading } = useLoad(
    `refs ${repository.namespace}/${repository.name} ${wanted}`,
    async () =>
      wanted
        ? (await api.refs(repository.namespace, repository.name)).refs
        : undefined,
  );
  const options: Ref[] = (value ?? []).filter(
    ({ type }) => !branchLabel || type === 'branch',
  );
  return (
    <Autocomplete
      style={{ width: 220, flex: '0 1 220px' }}
      size="small"
      options={options}
      loading={wanted && loading}
      onOpen={() => setWanted(true)}
      groupBy={
        branchLabel
          ? undefined
          : ref =>
              ref.type === 'branch'
                ? t('refPicker.branches')
                : t('refPicker.tags')
      }
      getOptionLabel={ref => ref.name}
      blurOnSelect
      disableClearable
      onChange={(_, chosen) => navigate(pathOf(chosen.ref))}
      renderInput={params => (
        <TextField
          {...params}
          variant="outlined"
          placeholder={
            /^[0-9a-f]{40}$/.test(current)
              ? current.slice(0, 7)
              : shortRef(current) || t('refPicker.choose')
          }
          // What is shown now stands in the field until somebody types.
          InputProps={{
            ...params.InputProps,
            classes: { input: classes.input },
          }}
          inputProps={{
            ...params.inputProps,
            'aria-label':
              branchLabel ?? t('refPicker.now', { ref: shortRef(current) }),
          }}
        />
      )}
    />
  );
}
