import { useMemo } from 'react';
import { useTheme } from '@material-ui/core/styles';
import { colorTokens, fontFamily, monospaceFamily } from './tokens';

/** Blocks of Backstage UI take their colours from these, so both kits agree. */
const bridge = {
  '--bui-font-regular': fontFamily,
  '--bui-font-monospace': monospaceFamily,
  '--bui-bg-app': 'var(--dop-surface-sunken)',
  '--bui-bg-neutral-1': 'var(--dop-surface)',
  '--bui-fg-primary': 'var(--dop-text)',
  '--bui-fg-secondary': 'var(--dop-text-soft)',
  '--bui-border-1': 'var(--dop-border)',
  '--bui-border-2': 'var(--dop-border-strong)',
};

/**
 * Tabs of Backstage's pages scroll on a phone instead of widening the page. The
 * mark of the chosen one lies one pixel below them.
 */
const scrollingTabs =
  '.bui-PluginHeaderTabsWrapper,.bui-HeaderNav{overflow-x:auto!important;scrollbar-width:none;padding-bottom:1px;}.bui-Tab,.bui-HeaderNavItem{white-space:nowrap;}';

function declarations(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}:${value};`)
    .join('');
}

/**
 * Puts the colour tokens of the current theme on the page. Rendered once, at
 * the app's root.
 */
export function GlobalTokens() {
  const variant = useTheme().palette.type;
  const css = useMemo(
    () =>
      [
        `:root,[data-theme-mode]{${declarations(
          colorTokens[variant],
        )}${declarations(bridge)}color-scheme:${variant};}`,
        `body{font-family:${fontFamily};}`,
        scrollingTabs,
        '@media (prefers-reduced-motion: reduce){*,*::before,*::after{animation-duration:0.01ms!important;animation-iteration-count:1!important;transition-duration:0.01ms!important;scroll-behavior:auto!important;}}',
      ].join('\n'),
    [variant],
  );
  return <style data-dop-tokens={variant}>{css}</style>;
}
