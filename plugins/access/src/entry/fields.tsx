import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useId, useState } from 'react';
import IconButton from '@material-ui/core/IconButton';
import InputAdornment from '@material-ui/core/InputAdornment';
import TextField, { type TextFieldProps } from '@material-ui/core/TextField';
import VisibilityIcon from '@material-ui/icons/VisibilityOutlined';
import VisibilityOffIcon from '@material-ui/icons/VisibilityOffOutlined';
import { accessTranslationRef } from '../translation';

interface FieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: string;
  /** Takes the keys as soon as it is there. */
  first?: boolean;
  helperText?: string;
}

/** For the one field that a form begins with. */
export function focus(
  field: HTMLInputElement | HTMLTextAreaElement | null,
): void {
  field?.focus();
}

/** A line of text of a form. */
export function TextLine(
  props: FieldProps &
    Pick<TextFieldProps, 'disabled' | 'InputProps' | 'multiline' | 'type'>,
) {
  const { onChange, first, ...rest } = props;
  // Without an id the label is not the field's own.
  const id = useId();
  return (
    <TextField
      id={id}
      variant="outlined"
      size="small"
      fullWidth
      {...rest}
      inputRef={first ? focus : undefined}
      onChange={event => onChange(event.target.value)}
      inputProps={{ autoCapitalize: 'none', spellCheck: false }}
    />
  );
}

/** A password, which can be made visible. */
export function PasswordLine(props: FieldProps) {
  const [visible, setVisible] = useState(false);
  const { t } = useTranslationRef(accessTranslationRef);
  const label = visible ? t('fields.hide') : t('fields.show');
  return (
    <TextLine
      {...props}
      type={visible ? 'text' : 'password'}
      InputProps={{
        endAdornment: (
          <InputAdornment position="end">
            <IconButton
              size="small"
              edge="end"
              aria-label={label}
              title={label}
              onClick={() => setVisible(!visible)}
            >
              {visible ? (
                <VisibilityOffIcon fontSize="small" />
              ) : (
                <VisibilityIcon fontSize="small" />
              )}
            </IconButton>
          </InputAdornment>
        ),
      }}
    />
  );
}
