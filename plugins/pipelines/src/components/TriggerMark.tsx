import { useTranslationRef } from '@backstage/frontend-plugin-api';
import AccountTree from '@material-ui/icons/AccountTreeOutlined';
import CallMerge from '@material-ui/icons/CallMerge';
import FlashOn from '@material-ui/icons/FlashOnOutlined';
import Publish from '@material-ui/icons/Publish';
import Schedule from '@material-ui/icons/Schedule';
import TouchApp from '@material-ui/icons/TouchAppOutlined';
import type { TriggerType } from '@dop/plugin-pipelines-common';
import { pipelinesTranslationRef } from '../translation';
import { triggerWords } from './words';

const icons: Record<TriggerType, typeof Publish> = {
  push: Publish,
  pullRequest: CallMerge,
  schedule: Schedule,
  event: FlashOn,
  workflow: AccountTree,
  manual: TouchApp,
};

/** What kind of trigger it was; its word is for those who don't see it. */
export function TriggerMark({ trigger }: { trigger: TriggerType }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const Icon = icons[trigger];
  return (
    <Icon
      titleAccess={triggerWords(t, trigger)}
      style={{
        fontSize: 16,
        verticalAlign: 'text-bottom',
        marginRight: 6,
        color: 'var(--dop-text-soft)',
      }}
    />
  );
}
