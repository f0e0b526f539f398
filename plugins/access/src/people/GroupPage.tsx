import { useState } from 'react';
import { useParams } from 'react-router-dom';
import {
  useApi,
  useRouteRef,
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import Autocomplete from '@material-ui/lab/Autocomplete';
import {
  DataTable,
  EmptyState,
  ErrorState,
  PageShell,
  Section,
  Sentence,
  useLoad,
} from '@dop/plugin-devops-react';
import type {
  Account,
  Group,
  GroupMembership,
} from '@dop/plugin-access-common';
import { accessApiRef } from '../api/AccessApi';
import { focus } from '../entry/fields';
import { peopleRouteRef } from '../routes';
import { FormDialog } from './FormDialog';
import { useMe } from './useMe';
import { Loaded } from './Loaded';
import { accessTranslationRef } from '../translation';

/** One group and who is in it. */
export function GroupPage() {
  const { t } = useTranslationRef(accessTranslationRef);
  const { name = '' } = useParams();
  const api = useApi(accessApiRef);
  const base = useRouteRef(peopleRouteRef)?.() ?? '/people';
  const group = useLoad(name, () => api.group(name));
  const me = useMe();
  const [adding, setAdding] = useState(false);
  const [failure, setFailure] = useState<unknown>();

  const own = group.value?.members.find(
    ({ account }) => account === me.value?.account.name,
  );
  const mayChange =
    me.value?.account.administrator === true || own?.role === 'owner';
  const change = (work: Promise<Group>) => {
    setFailure(undefined);
    work.then(group.setValue, setFailure);
  };

  return (
    <PageShell
      title={group.value?.displayName ?? name}
      crumbs={[{ label: t('groupPage.groups'), to: `${base}?tab=groups` }]}
      reading
      sentence={
        group.value && <Sentence>{sentenceOf(t, group.value)}</Sentence>
      }
      actions={
        mayChange && (
          <Button
            variant="contained"
            color="primary"
            size="small"
            disableElevation
            onClick={() => setAdding(true)}
          >
            {t('groupPage.addSomebody')}
          </Button>
        )
      }
    >
      {failure !== undefined && (
        <ErrorState error={failure} title={t('groupPage.changeFailed')} />
      )}
      <Loaded
        what={t('groupPage.theGroup')}
        error={group.error}
        loading={!group.value}
        onRetry={group.reload}
      >
        {() => (
          <Section title={t('groupPage.members')}>
            <DataTable
              label={t('groupPage.members')}
              rows={group.value?.members ?? []}
              rowKey={row => row.account}
              columns={[
                {
                  id: 'account',
                  label: t('groupPage.account'),
                  phone: 'primary',
                  render: row => row.account,
                },
                {
                  id: 'role',
                  label: t('groupPage.role'),
                  width: '160px',
                  render: row =>
                    mayChange ? (
                      <RoleSelect
                        membership={row}
                        onChange={role =>
                          change(api.setMember(name, row.account, role))
                        }
                      />
                    ) : (
                      row.role
                    ),
                },
                ...(mayChange
                  ? [
                      {
                        id: 'remove',
                        label: '',
                        phone: 'action' as const,
                        width: '104px',
                        align: 'right' as const,
                        render: (row: GroupMembership) => (
                          <Button
                            size="small"
                            aria-label={t('groupPage.remove', {
                              account: row.account,
                            })}
                            onClick={() =>
                              change(api.removeMember(name, row.account))
                            }
                          >
                            {t('groupPage.removeButton')}
                          </Button>
                        ),
                      },
                    ]
                  : []),
              ]}
              empty={
                <EmptyState
                  title={t('groupPage.noMembers')}
                  action={
                    mayChange
                      ? {
                          label: t('groupPage.addSomebody'),
                          onClick: () => setAdding(true),
                        }
                      : undefined
                  }
                >
                  {t('groupPage.rolesHelp')}
                </EmptyState>
              }
            />
          </Section>
        )}
      </Loaded>
      {adding && (
        <AddMemberDialog
          group={name}
          onClose={() => setAdding(false)}
          onAdded={value => {
            group.setValue(value);
            setAdding(false);
          }}
        />
      )}
    </PageShell>
  );
}

function sentenceOf(
  t: TranslationFunction<typeof accessTranslationRef.T>,
  { name, description, members }: Group,
): string {
  const owners = members.filter(({ role }) => role === 'owner').length;
  const people = t('groupPage.sentence', {
    people: t('groupPage.people', { count: members.length }),
    owners: String(owners),
    name,
  });
  return description ? `${description} ${people}` : people;
}

function RoleSelect(props: {
  membership: GroupMembership;
  onChange: (role: GroupMembership['role']) => void;
}) {
  const { t } = useTranslationRef(accessTranslationRef);
  const { account, role } = props.membership;
  return (
    <TextField
      select
      size="small"
      variant="standard"
      value={role}
      SelectProps={{
        disableUnderline: true,
        inputProps: { 'aria-label': t('groupPage.roleOf', { account }) },
      }}
      InputProps={{ disableUnderline: true, style: { fontSize: 'inherit' } }}
      onChange={event =>
        props.onChange(event.target.value === 'owner' ? 'owner' : 'member')
      }
    >
      <MenuItem value="owner">{t('groupPage.owner')}</MenuItem>
      <MenuItem value="member">{t('groupPage.member')}</MenuItem>
    </TextField>
  );
}

function AddMemberDialog(props: {
  group: string;
  onClose: () => void;
  onAdded: (group: Group) => void;
}) {
  const { t } = useTranslationRef(accessTranslationRef);
  const api = useApi(accessApiRef);
  const [search, setSearch] = useState('');
  const [account, setAccount] = useState<Account>();
  const [role, setRole] = useState<GroupMembership['role']>('member');
  const found = useLoad(search, () => api.accounts({ search, limit: 20 }));
  return (
    <FormDialog
      title={t('groupPage.addSomebody')}
      label={t('groupPage.add')}
      onClose={props.onClose}
      onSubmit={async () => {
        if (!account) {
          throw new Error('Choose an account');
        }
        props.onAdded(await api.setMember(props.group, account.name, role));
      }}
    >
      <Autocomplete
        options={found.value?.items ?? []}
        getOptionLabel={option => `${option.displayName} (${option.name})`}
        getOptionSelected={(option, value) => option.name === value.name}
        filterOptions={options => options}
        loading={found.loading}
        onChange={(_event, value) => setAccount(value ?? undefined)}
        onInputChange={(_event, value, reason) =>
          reason === 'input' && setSearch(value)
        }
        renderInput={params => (
          <TextField
            {...params}
            label={t('groupPage.account')}
            variant="outlined"
            size="small"
            inputRef={focus}
          />
        )}
      />
      <TextField
        select
        id="member-role"
        label={t('groupPage.role')}
        variant="outlined"
        size="small"
        value={role}
        onChange={event =>
          setRole(event.target.value === 'owner' ? 'owner' : 'member')
        }
        helperText={
          role === 'owner'
            ? t('groupPage.ownerHelp')
            : t('groupPage.memberHelp')
        }
      >
        <MenuItem value="member">{t('groupPage.member')}</MenuItem>
        <MenuItem value="owner">{t('groupPage.owner')}</MenuItem>
      </TextField>
    </FormDialog>
  );
}
