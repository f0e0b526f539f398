import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import IconButton from '@material-ui/core/IconButton';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import MoreIcon from '@material-ui/icons/MoreHoriz';
import type { Account } from '@dop/plugin-access-common';
import { accessTranslationRef } from '../translation';

export type AccountAction =
  | 'invite'
  | 'makeAdministrator'
  | 'takeAdministrator'
  | 'disable'
  | 'enable';

export interface AccountMenuProps {
  account: Account;
  onAction: (action: AccountAction) => void;
}

/** What an administrator may do with an account. */
export function AccountMenu({ account, onAction }: AccountMenuProps) {
  const { t } = useTranslationRef(accessTranslationRef);
  const [anchor, setAnchor] = useState<Element>();
  const items: AccountAction[] = [
    'invite',
    account.administrator ? 'takeAdministrator' : 'makeAdministrator',
    account.active ? 'disable' : 'enable',
  ];
  return (
    <>
      <IconButton
        size="small"
        aria-label={t('accountMenu.actionsFor', { name: account.name })}
        onClick={event => setAnchor(event.currentTarget)}
      >
        <MoreIcon fontSize="small" />
      </IconButton>
      <Menu
        open={anchor !== undefined}
        anchorEl={anchor}
        onClose={() => setAnchor(undefined)}
      >
        {items.map(action => (
          <MenuItem
            key={action}
            dense
            onClick={() => {
              setAnchor(undefined);
              onAction(action);
            }}
          >
            {t(`accountMenu.actions.${action}`)}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
