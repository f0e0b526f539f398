export * from './CodeClient';
export * from './events';
export * from './types';
