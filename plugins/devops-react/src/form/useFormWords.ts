import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  englishStringTranslator,
  TranslatableString,
  type RJSFValidationError,
} from '@rjsf/utils';
import { devopsReactTranslationRef, type Translate } from '../translation';

type TranslateString = typeof englishStringTranslator;

/** What the form library says by itself: buttons and names of entries. */
function createTranslateString(t: Translate): TranslateString {
  return (name, params = []) => {
    const [label = '', number = ''] = params;
    switch (name) {
      case TranslatableString.AddButton:
      case TranslatableString.AddItemButton:
        return t('form.addEntry');
      case TranslatableString.RemoveButton:
        return t('form.removeEntry');
      case TranslatableString.MoveUpButton:
        return t('form.moveUp');
      case TranslatableString.MoveDownButton:
        return t('form.moveDown');
      case TranslatableString.YesLabel:
        return t('form.yes');
      case TranslatableString.NoLabel:
        return t('form.no');
      case TranslatableString.NewStringDefault:
        return t('form.newKey');
      case TranslatableString.KeyLabel:
        return t('form.keyOf', { label });
      case TranslatableString.OptionPrefix:
        return t('form.option', { number: label });
      case TranslatableString.TitleOptionPrefix:
        return t('form.optionOf', { label, number });
      default:
        return englishStringTranslator(name, params);
    }
  };
}

/** What is wrong with a field, instead of the validator's own words. */
function wordsOf(error: RJSFValidationError, t: Translate): string | undefined {
  const { limit } = error.params ?? {};
  switch (error.name) {
    case 'required':
      return t('form.required');
    case 'type':
      return t('form.wrongType', { type: String(error.params.type) });
    case 'minLength':
      return t('form.tooShort', { count: limit });
    case 'maxLength':
      return t('form.tooLong', { count: limit });
    case 'minimum':
      return t('form.tooSmall', { limit });
    case 'maximum':
      return t('form.tooLarge', { limit });
    case 'pattern':
      return t('form.pattern', { pattern: String(error.params.pattern) });
    case 'enum':
      return t('form.notAChoice');
    case 'minItems':
      return t('form.tooFew', { count: limit });
    case 'maxItems':
      return t('form.tooMany', { count: limit });
    default:
      return error.message;
  }
}

/** The texts of a form in the language of the reader. */
export function useFormWords() {
  const { t } = useTranslationRef(devopsReactTranslationRef);
  return useMemo(
    () => ({
      translateString: createTranslateString(t),
      transformErrors: (errors: RJSFValidationError[]) =>
        errors.map(error => ({ ...error, message: wordsOf(error, t) })),
    }),
    [t],
  );
}
