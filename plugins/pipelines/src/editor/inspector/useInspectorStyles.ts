import { makeStyles } from '@material-ui/core/styles';
import { color } from '@dop/plugin-devops-react';

export const useInspectorStyles = makeStyles(
  {
    root: { padding: '12px 14px 32px', minWidth: 0 },
    head: {
      display: 'flex',
      alignItems: 'flex-start',
      gap: 8,
      marginBottom: 10,
    },
    title: {
      flex: 1,
      minWidth: 0,
      margin: 0,
      fontSize: '1rem',
      lineHeight: 1.35,
      overflowWrap: 'anywhere',
    },
    kind: {
      display: 'block',
      fontSize: '0.75rem',
      fontWeight: 400,
      color: 'var(--dop-text-soft)',
    },
    section: {
      margin: '18px 0 8px',
      paddingTop: 12,
      borderTop: '1px solid var(--dop-border)',
      fontSize: '0.82rem',
      fontWeight: 600,
      color: 'var(--dop-text-soft)',
    },
    soft: { margin: '0 0 8px', color: 'var(--dop-text-soft)' },
    findings: { margin: '0 0 12px', padding: 0, listStyle: 'none' },
    finding: {
      padding: '6px 10px',
      marginBottom: 6,
      borderLeft: '3px solid',
      borderRadius: 3,
      fontSize: '0.82rem',
      overflowWrap: 'anywhere',
      background: 'var(--dop-surface-sunken)',
    },
    pair: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'baseline',
      gap: '2px 8px',
      padding: '6px 0',
      borderBottom: '1px solid var(--dop-border)',
      overflowWrap: 'anywhere',
    },
    pairNames: { flex: '1 1 160px', minWidth: 0 },
    reason: { fontSize: '0.78rem', color: 'var(--dop-text-soft)' },
    list: { margin: '0 0 8px', padding: 0, listStyle: 'none' },
    effects: { margin: '0 0 8px', paddingLeft: 18 },
    danger: {
      padding: '10px 12px',
      border: `1px solid ${color('red')}`,
      borderRadius: 6,
    },
    actions: { display: 'flex', flexWrap: 'wrap', gap: 8 },
    row: { padding: '8px 0 2px', borderTop: '1px solid var(--dop-border)' },
    mode: { display: 'flex', gap: 6, alignItems: 'center', marginBottom: 4 },
  },
  { name: 'DopInspector' },
);
