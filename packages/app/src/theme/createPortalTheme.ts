import {
  createUnifiedTheme,
  genPageTheme,
  palettes,
  shapes,
  type UnifiedTheme,
} from '@backstage/theme';
import {
  colorTokens,
  fontFamily,
  monospaceFamily,
} from '@dop/plugin-devops-react';

/** Backstage's theme in the portal's colours, so that every plugin agrees. */
export function createPortalTheme(variant: 'light' | 'dark'): UnifiedTheme {
  const tokens = colorTokens[variant];
  const base = palettes[variant];
  const plain = genPageTheme({
    colors: [tokens['--dop-surface'], tokens['--dop-surface']],
    shape: shapes.round,
    options: { fontColor: tokens['--dop-text'] },
  });
  const pageTheme = {
    ...plain,
    backgroundImage: 'none',
    colors: [tokens['--dop-surface'], tokens['--dop-surface']],
  };
  const names = [
    'home',
    'documentation',
    'tool',
    'service',
    'website',
    'library',
    'other',
    'app',
    'apis',
    'card',
  ];
  const heading = (fontSize: string) => ({
    fontSize,
    fontWeight: 650,
    marginBottom: 8,
  });
  const listPicker = {
    styleOverrides: {
      root: { backgroundColor: 'transparent', border: 0, marginTop: 0 },
      title: {
        margin: '0 0 4px',
        textTransform: 'none',
        fontSize: '0.8rem',
        fontWeight: 600,
      },
      menuItem: { minHeight: 36 },
      groupWrapper: {
        margin: '0 0 12px',
        boxShadow: 'none',
        border: `1px solid ${tokens['--dop-border']}`,
      },
    },
  };
  return createUnifiedTheme({
    fontFamily,
    htmlFontSize: 16,
    defaultPageTheme: 'home',
    pageTheme: Object.fromEntries(names.map(name => [name, pageTheme])),
    typography: {
      htmlFontSize: 16,
      fontFamily,
      h1: heading('1.6rem'),
      h2: heading('1.4rem'),
      h3: heading('1.2rem'),
      h4: heading('1.05rem'),
      h5: heading('0.95rem'),
      h6: heading('0.875rem'),
    },
    palette: {
      ...base,
      primary: {
        main: variant === 'light' ? '#1a63c7' : tokens['--dop-blue'],
      },
      secondary: { main: tokens['--dop-violet'] },
      background: {
        default: tokens['--dop-surface-sunken'],
        paper: tokens['--dop-surface'],
      },
      text: {
        primary: tokens['--dop-text'],
        secondary: tokens['--dop-text-soft'],
      },
      divider: tokens['--dop-border'],
      status: {
        ok: tokens['--dop-green'],
        warning: tokens['--dop-amber'],
        error: tokens['--dop-red'],
        running: tokens['--dop-blue'],
        pending: tokens['--dop-grey'],
        aborted: tokens['--dop-grey'],
      },
      border: tokens['--dop-border'],
      textSubtle: tokens['--dop-text-soft'],
      link: tokens['--dop-link'],
      linkHover: tokens['--dop-link'],
      code: { background: tokens['--dop-surface-sunken'] },
      navigation: {
        background: variant === 'light' ? '#1c2430' : '#101216',
        indicator: '#6cabff',
        color: '#b6bfca',
        selectedColor: '#ffffff',
        navItem: { hoverBackground: 'rgba(255, 255, 255, 0.08)' },
        submenu: { background: '#262f3c' },
      },
    },
    components: {
      MuiCssBaseline: {
        styleOverrides: {
          'code, pre, kbd, samp': { fontFamily: monospaceFamily },
        },
      },
      // Code in a README; its highlighter brings a background of its own.
      BackstageMarkdownContent: {
        styleOverrides: {
          markdown: {
            '& pre': {
              background: `${tokens['--dop-surface-sunken']} !important`,
              border: `1px solid ${tokens['--dop-border']}`,
              borderRadius: 8,
              padding: '8px 12px !important',
            },
            '& pre pre': { border: 0, padding: '0 !important' },
          },
        },
      },
      // A ripple alone is not seen by who wants no motion.
      MuiButtonBase: {
        styleOverrides: {
          root: {
            '&.Mui-focusVisible, &:focus-visible': {
              outline: `2px solid ${tokens['--dop-link']}`,
              outlineOffset: 1,
            },
          },
        },
      },
      MuiButton: {
        styleOverrides: {
          root: { textTransform: 'none', fontWeight: 600, borderRadius: 6 },
        },
      },
      // What is chosen is blue, as everywhere else.
      MuiCheckbox: { defaultProps: { color: 'primary' } },
      MuiRadio: { defaultProps: { color: 'primary' } },
      // Names in tables stay whole; what does not fit scrolls.
      MuiTableCell: {
        styleOverrides: {
          root: {
            wordBreak: 'normal',
            overflow: 'hidden',
            verticalAlign: 'middle',
            lineHeight: 1.2,
            margin: 0,
            padding: '14px 16px 14px 20px',
            borderBottom: 0,
          },
          sizeSmall: { padding: '8px 16px 8px 20px' },
          head: {
            wordBreak: 'normal',
            overflow: 'hidden',
            color: tokens['--dop-text-soft'],
            fontWeight: 'normal',
            lineHeight: 1.2,
          },
        },
      },
      BackstageTableToolbar: {
        styleOverrides: {
          root: { flexWrap: 'wrap', gap: 8, padding: '12px 16px 12px 20px' },
        },
      },
      CatalogReactUserListPicker: listPicker,
      // A name that the theme's types don't know.
      ...{ ScaffolderReactOwnerListPicker: listPicker },
      // Text beside an icon wraps instead of widening the page.
      MuiListItemIcon: {
        styleOverrides: {
          root: { '& + *': { flex: 1, minWidth: 0, overflowWrap: 'anywhere' } },
        },
      },
      // Four of them fit beside each other on the narrowest phone.
      MuiBottomNavigationAction: { styleOverrides: { root: { minWidth: 56 } } },
      // Its grid is wider than the page by the space between its cells.
      BackstageEmptyState: {
        styleOverrides: { root: { width: '100%', margin: 0 } },
      },
      // All rooms fit into the height of a laptop without scrolling.
      BackstageSidebarItem: { styleOverrides: { root: { height: 40 } } },
      BackstageHeader: {
        styleOverrides: {
          header: {
            backgroundImage: 'none',
            boxShadow: 'none',
            borderBottom: `1px solid ${tokens['--dop-border']}`,
            padding: '16px 24px',
          },
          title: { color: tokens['--dop-text'], fontSize: '1.4rem' },
          subtitle: { color: tokens['--dop-text-soft'] },
          breadcrumb: { color: tokens['--dop-text-soft'] },
          breadcrumbType: { color: tokens['--dop-text-soft'] },
          breadcrumbTitle: { color: tokens['--dop-text'] },
        },
      },
    },
  });
}
