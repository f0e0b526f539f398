export * from './JsonSchema';
export * from './types';
