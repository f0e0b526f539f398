import {
  AuthenticationError,
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import { InsufficientStorageError } from '@dop/plugin-devops-node';

/** Codes of the OCI distribution specification, and two of our own at the end. */
export type RegistryErrorCode =
  | 'BLOB_UNKNOWN'
  | 'BLOB_UPLOAD_INVALID'
  | 'BLOB_UPLOAD_UNKNOWN'
  | 'DIGEST_INVALID'
  | 'MANIFEST_BLOB_UNKNOWN'
  | 'MANIFEST_INVALID'
  | 'MANIFEST_UNKNOWN'
  | 'NAME_INVALID'
  | 'NAME_UNKNOWN'
  | 'SIZE_INVALID'
  | 'UNAUTHORIZED'
  | 'DENIED'
  | 'UNSUPPORTED'
  | 'TOOMANYREQUESTS'
  | 'STORAGE_FULL'
  | 'UNKNOWN';

/** An answer that is not the one the client hoped for, in the registry's words. */
export class RegistryError extends Error {
  readonly status: number;
  readonly code: RegistryErrorCode;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: RegistryErrorCode,
    message: string,
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.name = 'RegistryError';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  /** The same error in the registry's words; undefined for what nobody foresaw. */
  static from(error: unknown): RegistryError | undefined {
    if (error instanceof RegistryError) {
      return error;
    }
    if (error instanceof InsufficientStorageError) {
      return new RegistryError(507, 'STORAGE_FULL', error.message);
    }
    if (error instanceof AuthenticationError) {
      return new RegistryError(401, 'UNAUTHORIZED', error.message);
    }
    if (error instanceof NotAllowedError) {
      return new RegistryError(403, 'DENIED', error.message);
    }
    if (error instanceof NotFoundError) {
      return new RegistryError(404, 'NAME_UNKNOWN', error.message);
    }
    if (error instanceof ConflictError) {
      return new RegistryError(409, 'DENIED', error.message);
    }
    if (error instanceof InputError) {
      return new RegistryError(400, 'UNSUPPORTED', error.message);
    }
    return undefined;
  }
}
