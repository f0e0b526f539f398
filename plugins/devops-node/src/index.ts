export * from './blobs/BlobStore';
export * from './blobs/FolderBlobStore';
export * from './dataDirectory';
export { dataDirectoryLockFactory } from './dataDirectoryLock';
export * from './database/openDatabase';
export * from './events/createEventsRouter';
export * from './events/Outbox';
export * from './events/PortalEvent';
