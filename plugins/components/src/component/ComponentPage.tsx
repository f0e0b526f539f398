import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useParams, useSearchParams } from 'react-router-dom';
import { MarkdownContent } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type { ComponentDetail } from '@dop/plugin-components-common';
import {
  CodeBlock,
  ErrorState,
  JsonView,
  Loading,
  PageShell,
  Section,
  Sentence,
  TabBar,
  useLoad,
  useTab,
} from '@dop/plugin-devops-react';
import { componentsApiRef } from '../api/componentsApiRef';
import { libraryPath } from '../routes';
import { AboutVersion } from './AboutVersion';
import { FieldTable } from './FieldTable';
import { Lifecycle } from './Lifecycle';
import { usageExample } from './usageExample';
import { UsesList } from './UsesList';
import { VersionsTable } from './VersionsTable';
import { componentsTranslationRef } from '../translation';

const tabs = ['interface', 'readme', 'samples', 'versions', 'uses'] as const;

/** One DevOps component: what it takes, what it gives, who uses it. */
export function ComponentPage() {
  const { t } = useTranslationRef(componentsTranslationRef);
  const { namespace = '', name = '' } = useParams();
  const [search] = useSearchParams();
  const version = search.get('version') ?? undefined;
  const api = useApi(componentsApiRef);
  const detail = useLoad(`${namespace}/${name}@${version}`, () =>
    api.get(namespace, name, version),
  );
  return (
    <PageShell
      title={`${namespace}/${name}`}
      crumbs={[{ label: t('componentPage.devopsComponents'), to: libraryPath }]}
      facts={
        detail.value && (
          <>
            <span>
              {t('componentPage.version', {
                version: detail.value.selected.version,
              })}
            </span>
            <Lifecycle of={detail.value.selected.lifecycle} />
          </>
        )
      }
      sentence={detail.value && <Sentence>{sentenceOf(detail.value)}</Sentence>}
    >
      {detail.error !== undefined && (
        <ErrorState
          error={detail.error}
          title={t('componentPage.loadFailed')}
          onRetry={detail.reload}
        />
      )}
      {detail.loading && !detail.value && (
        <Loading what={t('componentPage.theComponent')} />
      )}
      {detail.value && <ComponentBody detail={detail.value} />}
    </PageShell>
  );
}

function sentenceOf({ selected, versions }: ComponentDetail): string {
  const { metadata } = selected.definition;
  const about = metadata.description ?? metadata.title ?? selected.name;
  if (selected.lifecycle === 'deprecated' || selected.lifecycle === 'retired') {
    const instead = versions.find(({ lifecycle }) => lifecycle === 'published');
    return `${selected.version} is ${selected.lifecycle}${
      selected.lifecycleReason ? ` (${selected.lifecycleReason})` : ''
    }${instead ? `; use ${instead.version}` : ''}. ${about}`;
  }
  return selected.lifecycle === 'draft'
    ? `${selected.version} is a draft: only workflows that name exactly it use it. ${about}`
    : about;
}

function ComponentBody({ detail }: { detail: ComponentDetail }) {
  const { t } = useTranslationRef(componentsTranslationRef);
  const { selected } = detail;
  const { spec } = selected.definition;
  const tab = useTab(tabs);
  const example = usageExample(selected);
  return (
    <>
      {selected.findingList.length > 0 && (
        <Section
          title={t('componentPage.findings', {
            count: selected.findingList.length,
          })}
          panel
        >
          {selected.findingList.map(({ file, line, column, message }) => (
            <p key={`${line}:${column}:${message}`}>
              <strong>{`${file}:${line}:${column}`}</strong> {message}
            </p>
          ))}
        </Section>
      )}
      <TabBar
        label={t('componentPage.tabs')}
        tabs={[
          { id: 'interface', label: t('componentPage.inputsAndOutputs') },
          { id: 'readme', label: t('componentPage.readMe') },
          {
            id: 'samples',
            label: t('componentPage.samples'),
            count: spec.samples?.length ?? 0,
          },
          {
            id: 'versions',
            label: t('componentPage.versions'),
            count: detail.versions.length,
          },
          { id: 'uses', label: t('componentPage.usedBy') },
        ]}
      />
      <div style={{ marginTop: 16 }}>
        {tab === 'interface' && (
          <>
            <Section title={t('componentPage.inAWorkflow')}>
              <CodeBlock code={example} language="yaml" lineNumbers={false} />
            </Section>
            <Section title={t('componentPage.inputs')} panel="flush">
              <FieldTable
                label={t('componentPage.inputs')}
                schema={spec.inputs}
                withDefaults
                empty={t('componentPage.noInputs')}
              />
            </Section>
            <Section title={t('componentPage.outputs')} panel="flush">
              <FieldTable
                label={t('componentPage.outputs')}
                schema={spec.outputs}
                empty={t('componentPage.noOutputs')}
              />
            </Section>
            {spec.variables && spec.variables.length > 0 && (
              <Section title={t('componentPage.variables')} panel>
                {spec.variables.map(variable => (
                  <p key={variable.name}>
                    <code>{variable.name}</code>
                    {variable.secret && t('componentPage.secret')}
                    {variable.required && t('componentPage.required')}{' '}
                    {variable.description}
                  </p>
                ))}
              </Section>
            )}
            <Section title={t('componentPage.aboutThisVersion')} panel>
              <AboutVersion version={selected} />
            </Section>
          </>
        )}
        {tab === 'readme' && (
          <div style={{ maxWidth: 880 }}>
            <MarkdownContent
              content={selected.readme ?? t('componentPage.noReadme')}
            />
          </div>
        )}
        {tab === 'samples' && <Samples detail={detail} />}
        {tab === 'versions' && <VersionsTable detail={detail} />}
        {tab === 'uses' && (
          <UsesList namespace={detail.namespace} name={detail.name} />
        )}
      </div>
    </>
  );
}

function Samples({ detail }: { detail: ComponentDetail }) {
  const { t } = useTranslationRef(componentsTranslationRef);
  const { samples = [] } = detail.selected.definition.spec;
  if (samples.length === 0) {
    return <p>{t('componentPage.noSamples')}</p>;
  }
  return (
    <>
      {samples.map(sample => (
        <Section key={sample.name} title={sample.name} panel>
          {sample.description && <p>{sample.description}</p>}
          <h4>{t('componentPage.inputs')}</h4>
          <JsonView value={sample.inputs} depth={3} />
          {sample.outputs && (
            <>
              <h4>{t('componentPage.outputs')}</h4>
              <JsonView value={sample.outputs} depth={3} />
            </>
          )}
        </Section>
      ))}
    </>
  );
}
