export * from './events';
export * from './types';
