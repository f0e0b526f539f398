export * from './plan';
export * from './states';
export * from './trigger';
