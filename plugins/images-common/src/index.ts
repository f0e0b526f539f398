export * from './events';
export * from './imageAddress';
export * from './ImagesClient';
export * from './types';
