export * from './api/PipelinesClient';
export * from './api/types';
export * from './api/watch';
export * from './Finding';
export * from './plan';
export * from './states';
export * from './trigger';
