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

/** Titles that would not fit into the bar. */
const shortTitles: Record<string, string> = {
  'page:components': 'Components',
};

function Item({ node, href, icon, title }: NavContentNavItem) {
  const text = shortTitles[node.spec.id] ?? title;
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
];

/** The bar at the left; on a phone a bar at the bottom with a menu. */
export function Navigation({ navItems }: NavContentComponentProps) {
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
      <SidebarItem to="/" icon={HomeIcon} text="Home" />
      {catalog}
      <SidebarItem
        to="/pipelines/workflows"
        icon={AccountTreeIcon}
        text="Workflows"
      />
      <SidebarItem to="/pipelines/runs" icon={PlayIcon} text="Runs" />
      {rooms}
    </>
  );
  const more = (
    <>
      {create}
      {docs}
      {rest}
      {settings && (
        <SidebarItem to={settings.href} icon={SettingsIcon} text="Settings" />
      )}
    </>
  );
  if (isMobile) {
    return (
      <Sidebar>
        <SidebarGroup label="Home" icon={<HomeIcon />} to="/" />
        <SidebarGroup label="Runs" icon={<PlayIcon />} to="/pipelines/runs" />
        <SidebarGroup label="Search" icon={<SearchIcon />} to="/search" />
        <SidebarGroup label="Menu" icon={<MenuIcon />}>
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
      <SidebarItem to="/search" icon={SearchIcon} text="Search" />
      <SidebarDivider />
      <SidebarGroup label="Menu" icon={<AppsIcon />}>
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
