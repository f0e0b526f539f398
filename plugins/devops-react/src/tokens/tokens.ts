/** Colour tokens of the portal, as CSS variables; both themes set them all. */
const light = {
  '--dop-grey': '#5f6773',
  '--dop-blue': '#1a63c7',
  '--dop-green': '#177a3a',
  '--dop-amber': '#8f5b00',
  '--dop-red': '#c42330',
  '--dop-violet': '#7a3fd0',
  '--dop-grey-soft': '#eceef1',
  '--dop-blue-soft': '#e3eefc',
  '--dop-green-soft': '#e1f4e7',
  '--dop-amber-soft': '#fbeed4',
  '--dop-red-soft': '#fde7e8',
  '--dop-violet-soft': '#efe6fc',
  '--dop-surface': '#ffffff',
  '--dop-surface-raised': '#ffffff',
  '--dop-surface-sunken': '#f6f7f9',
  '--dop-hover': 'rgba(15, 23, 42, 0.045)',
  '--dop-selected': 'rgba(26, 99, 199, 0.09)',
  '--dop-border': '#dfe3e8',
  '--dop-border-strong': '#b9c0c9',
  '--dop-text': '#14181f',
  '--dop-text-soft': '#59626e',
  '--dop-link': '#1a5fb8',
  '--dop-code-keyword': '#a0256e',
  '--dop-code-string': '#1b6b36',
  '--dop-code-number': '#8f4a00',
  '--dop-code-title': '#1a5fb8',
  '--dop-code-comment': '#68717d',
};

const dark: typeof light = {
  '--dop-grey': '#a3acb7',
  '--dop-blue': '#74b0ff',
  '--dop-green': '#56c97a',
  '--dop-amber': '#e0ab45',
  '--dop-red': '#ff7a74',
  '--dop-violet': '#bd9bff',
  '--dop-grey-soft': '#2b3037',
  '--dop-blue-soft': '#1b2f4a',
  '--dop-green-soft': '#173423',
  '--dop-amber-soft': '#3a2d12',
  '--dop-red-soft': '#43211f',
  '--dop-violet-soft': '#32264d',
  '--dop-surface': '#1b1e23',
  '--dop-surface-raised': '#22262c',
  '--dop-surface-sunken': '#15171b',
  '--dop-hover': 'rgba(226, 232, 240, 0.06)',
  '--dop-selected': 'rgba(116, 176, 255, 0.15)',
  '--dop-border': '#33383f',
  '--dop-border-strong': '#565e69',
  '--dop-text': '#eceff3',
  '--dop-text-soft': '#a5aeb9',
  '--dop-link': '#8fc1ff',
  '--dop-code-keyword': '#f29ac9',
  '--dop-code-string': '#8ed6a1',
  '--dop-code-number': '#f0b878',
  '--dop-code-title': '#8fc1ff',
  '--dop-code-comment': '#929ba7',
};

export const fontFamily =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
export const monospaceFamily =
  "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace";

/** The tokens by theme variant. */
export const colorTokens = { light, dark };

/** Name of a state's or message's colour; `var(--dop-<name>)`. */
export type ColorName = 'grey' | 'blue' | 'green' | 'amber' | 'red' | 'violet';

/** The token as a CSS value; `soft` is the background that goes with it. */
export function color(name: ColorName, soft?: 'soft'): string {
  return `var(--dop-${name}${soft ? '-soft' : ''})`;
}
