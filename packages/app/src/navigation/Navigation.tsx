import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Sidebar,
  SidebarDivider,
  SidebarGroup,
  SidebarItem,
  SidebarScrollWrapper,
  SidebarSpace,
  useSidebarPinState,
} from '@backstage/core-components';
import {
  type NavContentComponentProps,
  type NavContentNavItem,
} from '@backstage/plugin-app-react';
import HomeIcon from '@material-ui/icons/HomeOutlined';
import MenuIcon from '@material-ui/icons/Menu';
import PlayIcon from '@material-ui/icons/PlayCircleOutline';
import SearchIcon from '@material-ui/icons/Search';
import SettingsIcon from '@material-ui/icons/SettingsOutlined';
import AccountTreeIcon from '@material-ui/icons/AccountTreeOutlined';
import AppsIcon from '@material-ui/icons/Apps';
import { Logo } from './Logo';
import { portalTranslationRef } from '../translation';

/** Titles of pages are plain strings; those of the portal's own are told apart. */
const names = {
  'page:code': 'navigation.repositories',
  'page:components': 'navigation.components',
  'page:images': 'navigation.images',
  'page:test-reports': 'navigation.tests',
  'page:access/people': 'navigation.people',
  'page:access/account': 'navigation.account',
  'page:access/audit': 'navigation.audit',
} as const;

function Item({ node, href, icon, title }: NavContentNavItem) {
  const { t } = useTranslationRef(portalTranslationRef);
  const { id } = node.spec;
  const text = id in names ? t(names[id as keyof typeof names]) : title;
  return <SidebarItem to={href} icon={() => <>{icon}</>} text={text} />;
}

/** Pages of the portal in the order of the way of a push, then the rest. */
const order = [
  'page:code',
  'page:components',
  'page:images',
  'page:test-reports',
];

/** Pages that are reached from elsewhere. */
const hidden = [
  'page:catalog-graph',
  'page:catalog-import',
  'page:api-docs',
  'page:home',
  'page:app-visualizer',
  'page:pipelines/editor',
];

/** The bar at the left; on a phone a bar at the bottom with a menu. */
export function Navigation({ navItems }: NavContentComponentProps) {
  const { t } = useTranslationRef(portalTranslationRef);
  const { isMobile } = useSidebarPinState();
  const items = navItems.clone();
  const nav = items.withComponent(Item);
  hidden.forEach(id => items.take(id));
  items.take('page:pipelines');
  items.take('page:search');
  const settings = items.take('page:user-settings');
  const catalog = nav.take('page:catalog');
  const rooms = order.map(id => nav.take(id));
  const create = nav.take('page:scaffolder');
  const docs = nav.take('page:techdocs');
  const rest = nav.rest({ sortBy: 'title' });
  const work = (
    <>
      <SidebarItem to="/" icon={HomeIcon} text={t('navigation.home')} />
      {catalog}
      <SidebarItem
        to="/pipelines/workflows"
        icon={AccountTreeIcon}
        text={t('navigation.workflows')}
      />
      <SidebarItem
        to="/pipelines/runs"
        icon={PlayIcon}
        text={t('navigation.runs')}
      />
      {rooms}
    </>
  );
  const more = (
    <>
      {create}
      {docs}
      {rest}
      {settings && (
        <SidebarItem
          to={settings.href}
          icon={SettingsIcon}
          text={t('navigation.settings')}
        />
      )}
    </>
  );
  if (isMobile) {
    return (
      <Sidebar>
        <SidebarGroup label={t('navigation.home')} icon={<HomeIcon />} to="/" />
        <SidebarGroup
          label={t('navigation.runs')}
          icon={<PlayIcon />}
          to="/pipelines/runs"
        />
        <SidebarGroup
          label={t('navigation.search')}
          icon={<SearchIcon />}
          to="/search"
        />
        <SidebarGroup label={t('navigation.menu')} icon={<MenuIcon />}>
          {work}
          <SidebarDivider />
          {more}
        </SidebarGroup>
      </Sidebar>
    );
  }
  return (
    <Sidebar>
      <Logo />
      <SidebarItem
        to="/search"
        icon={SearchIcon}
        text={t('navigation.search')}
      />
      <SidebarDivider />
      <SidebarGroup label={t('navigation.menu')} icon={<AppsIcon />}>
        <SidebarScrollWrapper>
          {work}
          <SidebarDivider />
          {more}
        </SidebarScrollWrapper>
      </SidebarGroup>
      <SidebarSpace />
    </Sidebar>
  );
}
