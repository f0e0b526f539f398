export * from './FakeAccessService';
export * from './listRoutes';
