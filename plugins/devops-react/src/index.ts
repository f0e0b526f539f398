export * from './code/CodeBlock';
export * from './code/CodeEditor';
export type * from './code/editorTypes';
export * from './code/JsonView';
export { TextHistory, type HistoryChange } from './code/TextHistory';
export type { TextChange } from './code/TextChange';
export { useTextHistory } from './code/useTextHistory';
export { languageOf } from './code/highlight';
export { parseLineHash, useLineHash, type LineRange } from './code/useLineHash';
export * from './entity/hosted';
export { useDescribedError } from './feedback/useDescribedError';
export type { DescribedError } from './feedback/describeError';
export * from './feedback/EmptyState';
export * from './feedback/ErrorState';
export * from './feedback/Loading';
export * from './feedback/useLoad';
export * from './form/SchemaForm';
export * from './format/CopyButton';
export { copyText } from './format/copyText';
export * from './format/format';
export * from './format/ShortHash';
export * from './format/times';
export { useNow } from './format/useNow';
export { Graph } from './graph/Graph';
export { droppedComponentType } from './graph/types';
export type {
  GraphEdge,
  GraphEditing,
  GraphNode,
  GraphProblems,
  GraphProps,
} from './graph/types';
export { KeyHelp } from './keys/KeyHelp';
export type { KeyBinding } from './keys/keyRegistry';
export { useKeys } from './keys/useKeys';
export * from './layout/KeyValue';
export * from './layout/PageHeader';
export * from './layout/PageShell';
export * from './layout/Section';
export * from './layout/Sentence';
export * from './layout/TabBar';
export * from './layout/TabNav';
export { usePhone } from './layout/usePhone';
export * from './links/downloadFile';
export * from './links/safeHref';
export * from './links/SafeLink';
export * from './live/LiveHub';
export * from './live/useLive';
export type { LogPart } from './log/LogDocument';
export * from './log/LogViewer';
export type { LogSource } from './log/useLog';
export * from './states/StateIcon';
export * from './states/StateLabel';
export * from './states/states';
export * from './states/StateStrip';
export { useStateWords, type StateWords } from './states/useStateWords';
export type { DataColumn } from './table/columns';
export * from './table/DataTable';
export * from './table/FilterChips';
export { SavedViews, type SavedViewsProps } from './table/SavedViews';
export { RowScroller } from './table/RowScroller';
export * from './table/usePages';
export { GlobalTokens } from './tokens/GlobalTokens';
export * from './tokens/tokens';
export { devopsReactTranslationRef } from './translation';
