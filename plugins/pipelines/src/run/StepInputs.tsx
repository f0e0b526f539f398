import { useMemo, useState } from 'react';
import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { JsonObject } from '@backstage/types';
import Button from '@material-ui/core/Button';
import {
  Loading,
  SchemaForm,
  useDescribedError,
  useLoad,
} from '@dop/plugin-devops-react';
import {
  ComponentsClient,
  expandMarks,
  parseUses,
  type ObjectSchema,
} from '@dop/plugin-components-common';
import type { Run, StepInstance } from '@dop/plugin-pipelines-common';
import { pipelinesTranslationRef } from '../translation';
import { JsonInputs } from './JsonInputs';

/** What the exact version of a component takes, `dop/node-test@1.0.0`. */
function useInputSchema(component: string | undefined) {
  const discoveryApi = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  return useLoad(`inputs of ${component}`, async () => {
    const uses = component === undefined ? undefined : parseUses(component);
    if (!uses) {
      return undefined;
    }
    const client = ComponentsClient.create({ discoveryApi, fetchApi });
    const { namespace, name, range } = uses;
    const { selected } = await client.get(namespace, name, range);
    return selected.definition.spec.inputs;
  });
}

/** Files and images are values that nobody types: those stay JSON. */
function markedInputs({ properties = {} }: ObjectSchema): string[] {
  return Object.keys(properties).filter(name =>
    JSON.stringify(properties[name]).includes('"x-dop"'),
  );
}

/** Other values for one step: a form of what its component takes, or JSON. */
export function StepInputs(props: {
  run: Run;
  step: StepInstance;
  busy: boolean;
  onStart: (values: JsonObject) => void;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { run, step, busy, onStart } = props;
  const used = run.graph.steps.find(({ id }) => id === step.stepId)?.component;
  const inputs = useInputSchema(used);
  const problem = useDescribedError(inputs.error).what;
  const [values, setValues] = useState<JsonObject>(step.inputs ?? {});
  const [json, setJson] = useState(false);
  const ready = !inputs.loading || inputs.error !== undefined;
  const form = useMemo(
    () =>
      inputs.value && {
        schema: expandMarks(inputs.value, 'portal'),
        asJson: markedInputs(inputs.value),
      },
    [inputs.value],
  );
  const turn = (
    <Button disabled={busy} onClick={() => setJson(!json)}>
      {json ? t('rerunInputs.asForm') : t('rerunInputs.asJson')}
    </Button>
  );
  return (
    <>
      <p style={{ marginTop: 0 }}>{t('rerunInputs.stepHelp')}</p>
      {inputs.error !== undefined && (
        <p>{t('rerunInputs.noForm', { problem })}</p>
      )}
      {!ready && <Loading what={t('rerunInputs.form')} />}
      {form && !json && (
        <SchemaForm
          {...form}
          value={values}
          // The form gives what the schema describes: JSON.
          onChange={given => setValues(given as JsonObject)}
          onSubmit={given => onStart(given as JsonObject)}
          submitLabel={busy ? t('rerunInputs.starting') : t('rerunInputs.run')}
          busy={busy}
          beside={turn}
        />
      )}
      {ready && (json || !form) && (
        <JsonInputs
          value={values}
          onChange={setValues}
          busy={busy}
          onStart={onStart}
          beside={form && turn}
        />
      )}
    </>
  );
}
