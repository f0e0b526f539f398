import { useState } from 'react';
import IconButton from '@material-ui/core/IconButton';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import MoreIcon from '@material-ui/icons/MoreHoriz';
import type { Account } from '@dop/plugin-access-common';

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
  const [anchor, setAnchor] = useState<Element>();
  const items: [AccountAction, string][] = [
    ['invite', 'New invitation (sets a new password)'],
    account.administrator
      ? ['takeAdministrator', 'Take the administrator role']
      : ['makeAdministrator', 'Make administrator'],
    account.active ? ['disable', 'Disable'] : ['enable', 'Enable'],
  ];
  return (
    <>
      <IconButton
        size="small"
        aria-label={`Actions for ${account.name}`}
        onClick={event => setAnchor(event.currentTarget)}
      >
        <MoreIcon fontSize="small" />
      </IconButton>
      <Menu
        open={anchor !== undefined}
        anchorEl={anchor}
        onClose={() => setAnchor(undefined)}
      >
        {items.map(([action, label]) => (
          <MenuItem
            key={action}
            dense
            onClick={() => {
              setAnchor(undefined);
              onAction(action);
            }}
          >
            {label}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
