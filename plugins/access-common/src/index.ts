export * from './permissions';
export * from './refs';
export * from './types';
