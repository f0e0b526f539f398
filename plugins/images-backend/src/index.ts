export { imagesPlugin as default } from './plugin';
