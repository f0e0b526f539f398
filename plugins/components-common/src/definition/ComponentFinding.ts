/** Something that is wrong with a component, and where. */
export interface ComponentFinding {
  /** Path below the component's folder, `component.yaml`. */
  file: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
  /** `changed-source`; all rules are in docs/components.md. */
  rule: string;
  /** One or two sentences: what is wrong, and what to do. */
  message: string;
  /** A component with an `error` is not published. */
  severity: 'error' | 'warning';
}
