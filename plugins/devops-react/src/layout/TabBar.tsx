import { useSearchParams } from 'react-router-dom';
import { TabNav } from './TabNav';

export interface TabBarProps<Id extends string> {
  label: string;
  /** Name in the address; `tab` unless told. */
  param?: string;
  tabs: { id: Id; label: string; count?: number }[];
  /** Parameters that must go when the tab changes. */
  drops?: string[];
}

/** The chosen tab is in the address, so that it can be linked to. */
export function useTab<Id extends string>(
  tabs: readonly Id[],
  param: string = 'tab',
): Id {
  const [params] = useSearchParams();
  const wanted = params.get(param);
  return tabs.find(id => id === wanted) ?? tabs[0];
}

/** Tabs of a part of a page; the first one is the default. */
export function TabBar<Id extends string>(props: TabBarProps<Id>) {
  const { label, param = 'tab', tabs, drops = [] } = props;
  const [params] = useSearchParams();
  const active = useTab(
    tabs.map(tab => tab.id),
    param,
  );
  return (
    <TabNav
      label={label}
      replace
      tabs={tabs.map((tab, index) => {
        const next = new URLSearchParams(params);
        drops.forEach(name => next.delete(name));
        if (index === 0) {
          next.delete(param);
        } else {
          next.set(param, tab.id);
        }
        return {
          ...tab,
          to: { search: next.toString() },
          active: tab.id === active,
        };
      })}
    />
  );
}
