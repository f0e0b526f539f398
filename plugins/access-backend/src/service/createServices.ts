import type {
  AuthService,
  DiscoveryService,
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { Outbox } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import { AccountStore } from '../database/AccountStore';
import { AuditStore } from '../database/AuditStore';
import { GroupStore } from '../database/GroupStore';
import { LinkStore } from '../database/LinkStore';
import { RepositoryStore } from '../database/RepositoryStore';
import { SessionStore } from '../database/SessionStore';
import { TokenStore } from '../database/TokenStore';
import { Authorizer } from './Authorizer';
import { Directory } from './Directory';
import { FirstLink } from './FirstLink';
import { Identity } from './Identity';
import { SetupToken } from './SetupToken';
import { LocalAccessService } from './LocalAccessService';

export type Services = ReturnType<typeof createServices>;

/** Stores, and what works on them. */
export function createServices(options: {
  knex: Knex;
  outbox: Outbox;
  auth: AuthService;
  httpAuth: HttpAuthService;
  discovery: DiscoveryService;
  logger: LoggerService;
  appBaseUrl: string;
  dataDirectory: string;
  print: (text: string) => void;
}) {
  const { knex, outbox } = options;
  const accounts = AccountStore.create(knex);
  const groups = GroupStore.create(knex);
  const sessions = SessionStore.create(knex);
  const tokens = TokenStore.create(knex);
  const links = LinkStore.create(knex);
  const repositories = RepositoryStore.create(knex);
  const audit = AuditStore.create(knex);
  const identity = Identity.create({ accounts, groups, sessions, tokens });
  const authorizer = Authorizer.create({ accounts, groups, repositories });
  const directory = Directory.create({ knex, outbox, accounts, groups });
  return {
    accounts,
    groups,
    sessions,
    tokens,
    links,
    repositories,
    audit,
    identity,
    authorizer,
    directory,
    setupToken: SetupToken.create({
      ...options,
      accounts,
      groups,
      tokens,
      directory,
    }),
    firstLink: FirstLink.create({ ...options, accounts, links }),
    access: LocalAccessService.create({
      ...options,
      identity,
      authorizer,
      repositories,
    }),
  };
}
