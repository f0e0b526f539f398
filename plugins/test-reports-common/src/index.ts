export * from './sentence';
export * from './TestReportsApi';
export * from './TestReportsClient';
export * from './types';
