export {
  ApiClient as AccessApiClient,
  type TypedResponse,
} from './api/generated/ApiClient';
export * from './names';
export * from './permissions';
export * from './refs';
export * from './scopes';
export * from './types';
