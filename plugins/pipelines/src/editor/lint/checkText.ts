import type { ResolvedComponent } from '@dop/plugin-components-common';
import {
  analyzeWorkflow,
  drawWorkflow,
  parseWorkflow,
  usedWorkflows,
  type AnalysisContext,
  type Drawing,
  type Finding,
  type StepPorts,
} from '@dop/plugin-pipelines-common';

/** What is known of what a file is checked against. */
export interface Surroundings {
  /** By the text of `uses`. */
  components: Record<string, ResolvedComponent>;
  /** By the text of `uses`: a sentence why there is none. */
  problems: Record<string, string>;
  /** Names of the variables that the portal sets; absent until it was asked. */
  portalEnv?: string[];
  /** Whose file it is. */
  repository?: { namespace: string; name: string };
  /** The workflow files of the repository; absent until they were listed. */
  files?: {
    paths: string[];
    /** By path, those that were read; `undefined` for one that cannot be. */
    texts: Record<string, string | undefined>;
  };
}

export interface CheckRequest {
  text: string;
  /** `.dop/delivery.yaml` */
  file: string;
  surroundings: Surroundings;
}

/** What has to be asked for before a file can be checked whole. */
export interface Missing {
  uses: string[];
  /** Paths of other workflow files. */
  files: string[];
  /** Whether the workflow files have to be listed. */
  list: boolean;
  /** Whether the portal was not asked yet. */
  portal: boolean;
}

export interface Checked {
  /** Without what follows from something missing. */
  findings: Finding[];
  /** Undefined where the text cannot be read. */
  drawing?: Drawing;
  /** By step. */
  ports: Record<string, StepPorts>;
  missing: Missing;
}

/** Stands for a component that nobody asked for yet. */
const notAsked = 'not asked yet';

/**
 * Checks a file as the API and the command line do; pure. What it would need to
 * know and does not is `missing`, and its findings are left out.
 */
export function checkText({ text, file, surroundings }: CheckRequest): Checked {
  const uses = new Set<string>();
  const files = new Set<string>();
  const parsed = parseWorkflow(text, file);
  const context = contextOf(text, file, surroundings, { uses, files });
  const { findings, ports } = analyzeWorkflow(parsed, context);
  const missing: Missing = {
    uses: [...uses],
    files: [...files],
    list: !surroundings.files && usedWorkflows(parsed).length > 0,
    portal: !surroundings.portalEnv && parsed.syntax !== undefined,
  };
  return {
    findings: findings.filter(finding => isKnown(finding, missing)),
    drawing: drawWorkflow(text),
    ports,
    missing,
  };
}

/** The language's view of what is known; what is not is written down. */
export function contextOf(
  text: string,
  file: string,
  { components, problems, portalEnv, repository, files }: Surroundings,
  missing: { uses: Set<string>; files: Set<string> },
): AnalysisContext {
  return {
    repository,
    portalEnv,
    resolve: uses => {
      if (Object.hasOwn(components, uses)) {
        return components[uses];
      }
      if (Object.hasOwn(problems, uses)) {
        return { problem: problems[uses] };
      }
      missing.uses.add(uses);
      return { problem: notAsked };
    },
    files: files && {
      paths: files.paths.includes(file) ? files.paths : [...files.paths, file],
      read: path => {
        const known = path === file ? text : files.texts[path];
        if (
          known === undefined &&
          files.paths.includes(path) &&
          !Object.hasOwn(files.texts, path)
        ) {
          missing.files.add(path);
        }
        return known === undefined
          ? undefined
          : { text: known, contentHash: path };
      },
    },
  };
}

/** Whether a finding holds, whatever is missing turns out to be. */
function isKnown({ rule, message }: Finding, missing: Missing): boolean {
  if (missing.portal) {
    return false;
  }
  if (rule === 'unknown-component') {
    return message !== notAsked;
  }
  const children = missing.list || missing.files.length > 0;
  return !(
    (rule === 'unknown-workflow' && children) ||
    (rule === 'broken-workflow' && (children || missing.uses.length > 0))
  );
}
