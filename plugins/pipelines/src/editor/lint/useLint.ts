import { useEffect, useMemo, useState } from 'react';
import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import { CodeClient } from '@dop/plugin-code-common';
import type {
  ObjectSchema,
  ResolvedComponent,
} from '@dop/plugin-components-common';
import type { Drawing, Finding } from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../../api/apis';
import type { Checked } from './checkText';
import { createLinter, type TextChecker } from './createLinter';
import { LintSurroundings } from './LintSurroundings';

/** What a step takes and gives, as its links see it. */
export interface StepPorts {
  inputs?: ObjectSchema;
  outputs?: ObjectSchema;
}

export interface LintOptions {
  text: string;
  /** `.dop/delivery.yaml` */
  file: string;
  /** `namespace/name` */
  repository: string;
  /** Where the other workflow files are read: a branch or a commit. */
  ref: string;
}

/** What the linter says; of the last text until the newest one is checked. */
export interface Lint {
  findings: Finding[];
  /** Of the last text that could be read, so that a slip does not clear it. */
  drawing?: Drawing;
  /** By step. */
  ports: Record<string, StepPorts>;
  /** By the text of `uses`. */
  components: Record<string, ResolvedComponent>;
  /** Whether something is still to come. */
  checking: boolean;
  /** Why the newest text could not be checked whole; goes with the next one. */
  error?: unknown;
  /** What the findings are of. */
  ofText: string;
  /** The text that the drawing is of; another than `ofText` where that cannot be read. */
  drawingOf?: string;
  /** Asks the portal again for components and files. */
  again: () => void;
}

/** Milliseconds after the last key until a text is checked. */
const pauseMs = 200;
/** Files that name files that name files: more rounds than that are a mistake. */
const mostRounds = 12;

type State = Omit<Lint, 'again'>;
const nothing = { findings: [], ports: {}, components: {} };

/** Checks a workflow file while it is written, as the portal does at a push. */
export function useLint({ text, file, repository, ref }: LintOptions): Lint {
  const pipelines = useApi(pipelinesApiRef);
  const discoveryApi = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  // Another object forgets what is known.
  const [round, setRound] = useState({});
  const [linter, setLinter] = useState<TextChecker>();
  useEffect(() => {
    const created = createLinter();
    setLinter(created);
    return () => created.close();
  }, []);
  const surroundings = useMemo(
    () =>
      round &&
      LintSurroundings.create({
        pipelines,
        code: CodeClient.create({ discoveryApi, fetchApi }),
        repository,
        ref,
      }),
    [pipelines, discoveryApi, fetchApi, repository, ref, round],
  );
  const [state, setState] = useState<State>({
    ...nothing,
    checking: true,
    ofText: text,
  });
  useEffect(() => {
    let current = true;
    const show = (checked: Checked, more: { checking: boolean }) =>
      setState(previous => ({
        ...previous,
        ...more,
        findings: checked.findings,
        ...(checked.drawing && { drawing: checked.drawing, drawingOf: text }),
        ports: checked.drawing ? checked.ports : previous.ports,
        components: surroundings.known.components,
        error: undefined,
        ofText: text,
      }));
    const check = async () => {
      for (let turn = 1; linter && current; turn += 1) {
        const checked = await linter.check({
          text,
          file,
          surroundings: surroundings.known,
        });
        if (!checked || !current) {
          return;
        }
        const { uses, files, list, portal } = checked.missing;
        const whole = uses.length + files.length === 0 && !list && !portal;
        show(checked, { checking: !whole });
        if (whole) {
          return;
        }
        if (turn === mostRounds) {
          throw new Error('What this file uses could not be found out.');
        }
        await surroundings.fetch(checked.missing);
      }
    };
    setState(previous => ({ ...previous, checking: true }));
    const timer = setTimeout(
      () =>
        check().catch(
          error =>
            current &&
            setState(previous => ({ ...previous, checking: false, error })),
        ),
      pauseMs,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text, file, linter, surroundings]);
  return { ...state, again: () => setRound({}) };
}
