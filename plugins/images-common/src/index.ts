export * from './imageAddress';
export * from './ImagesClient';
export * from './types';
