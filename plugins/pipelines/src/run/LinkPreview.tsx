import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ValueView } from './ValueView';
import { pipelinesTranslationRef } from '../translation';

/** A short look at data, for hover and for small places. */
export function LinkPreview({ value }: { value: Record<string, unknown> }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const known = Object.fromEntries(
    Object.entries(value).filter(([, each]) => each !== undefined),
  );
  return Object.keys(known).length > 0 ? (
    <ValueView value={known} depth={2} />
  ) : (
    <>
      {t('linkPreview.nothingYet', {
        value: Object.keys(value).join(', '),
      })}
    </>
  );
}
