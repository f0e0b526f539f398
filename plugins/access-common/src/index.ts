export * from './names';
export * from './permissions';
export * from './refs';
export * from './scopes';
export * from './types';
