import { useParams, useSearchParams } from 'react-router-dom';
import { MarkdownContent } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type { ComponentDetail } from '@dop/plugin-components-common';
import {
  CodeBlock,
  countOf,
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

const tabs = ['interface', 'readme', 'samples', 'versions', 'uses'] as const;

/** One DevOps component: what it takes, what it gives, who uses it. */
export function ComponentPage() {
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
      crumbs={[{ label: 'DevOps components', to: libraryPath }]}
      facts={
        detail.value && (
          <>
            <span>{`Version ${detail.value.selected.version}`}</span>
            <Lifecycle of={detail.value.selected.lifecycle} />
          </>
        )
      }
      sentence={detail.value && <Sentence>{sentenceOf(detail.value)}</Sentence>}
    >
      {detail.error !== undefined && (
        <ErrorState
          error={detail.error}
          title="The component could not be loaded"
          onRetry={detail.reload}
        />
      )}
      {detail.loading && !detail.value && <Loading what="the component" />}
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
  return about;
}

function ComponentBody({ detail }: { detail: ComponentDetail }) {
  const { selected } = detail;
  const { spec } = selected.definition;
  const tab = useTab(tabs);
  const example = usageExample(selected);
  return (
    <>
      {selected.findingList.length > 0 && (
        <Section title={countOf(selected.findingList.length, 'finding')} panel>
          {selected.findingList.map(({ file, line, column, message }) => (
            <p key={`${line}:${column}:${message}`}>
              <strong>{`${file}:${line}:${column}`}</strong> {message}
            </p>
          ))}
        </Section>
      )}
      <TabBar
        label="Parts of the component"
        tabs={[
          { id: 'interface', label: 'Inputs and outputs' },
          { id: 'readme', label: 'Read me' },
          { id: 'samples', label: 'Samples', count: spec.samples?.length ?? 0 },
          { id: 'versions', label: 'Versions', count: detail.versions.length },
          { id: 'uses', label: 'Used by' },
        ]}
      />
      <div style={{ marginTop: 16 }}>
        {tab === 'interface' && (
          <>
            <Section title="In a workflow">
              <CodeBlock code={example} language="yaml" lineNumbers={false} />
            </Section>
            <Section title="Inputs" panel="flush">
              <FieldTable
                label="Inputs"
                schema={spec.inputs}
                withDefaults
                empty="It takes no inputs."
              />
            </Section>
            <Section title="Outputs" panel="flush">
              <FieldTable
                label="Outputs"
                schema={spec.outputs}
                empty="It gives no outputs."
              />
            </Section>
            {spec.variables && spec.variables.length > 0 && (
              <Section title="Variables" panel>
                {spec.variables.map(variable => (
                  <p key={variable.name}>
                    <code>{variable.name}</code>
                    {variable.secret && ' (secret)'}
                    {variable.required && ' (required)'} {variable.description}
                  </p>
                ))}
              </Section>
            )}
            <Section title="About this version" panel>
              <AboutVersion version={selected} />
            </Section>
          </>
        )}
        {tab === 'readme' && (
          <div style={{ maxWidth: 880 }}>
            <MarkdownContent
              content={selected.readme ?? 'This version has no README.md.'}
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
  const { samples = [] } = detail.selected.definition.spec;
  if (samples.length === 0) {
    return <p>This version has no samples.</p>;
  }
  return (
    <>
      {samples.map(sample => (
        <Section key={sample.name} title={sample.name} panel>
          {sample.description && <p>{sample.description}</p>}
          <h4>Inputs</h4>
          <JsonView value={sample.inputs} depth={3} />
          {sample.outputs && (
            <>
              <h4>Outputs</h4>
              <JsonView value={sample.outputs} depth={3} />
            </>
          )}
        </Section>
      ))}
    </>
  );
}
