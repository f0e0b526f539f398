import type { Repository, Tree } from '@dop/plugin-code-common';
import { CodeBlock, safeHref, Section } from '@dop/plugin-devops-react';
import { filePath } from '../links';
import { Markdown } from './Markdown';
import { useFileText } from './useFileText';

const names = /^readme(\.(md|markdown|txt))?$/i;

/** The README of a folder, below its files. */
export function Readme(props: { repository: Repository; tree: Tree }) {
  const { repository, tree } = props;
  const entry = tree.entries.find(
    ({ name, type }) => type === 'file' && names.test(name),
  );
  const { value } = useFileText(
    repository,
    entry && { ...entry, ref: tree.ref },
  );
  if (!entry || value?.kind !== 'text') {
    return null;
  }
  const place = (href: string) => linkOf(href, repository, tree);
  return (
    <div style={{ marginTop: 24 }}>
      <Section title={entry.name} panel>
        {/\.(md|markdown)$/i.test(entry.name) ? (
          <Markdown text={value.text} linkOf={place} />
        ) : (
          <CodeBlock code={value.text} lineNumbers={false} wrap />
        )}
      </Section>
    </div>
  );
}

/** http(s) as it is, anchors as they are, the rest as a file beside the README. */
function linkOf(href: string, repository: Repository, tree: Tree): string {
  if (/^(https?:)?\/\//i.test(href) || href.startsWith('#')) {
    return safeHref(href) ?? '';
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(href)) {
    return '';
  }
  const [path] = href.split(/[?#]/);
  const base = path.startsWith('/') ? [] : tree.path.split('/').filter(Boolean);
  for (const part of path.split('/')) {
    if (part === '..') {
      base.pop();
    } else if (part && part !== '.') {
      base.push(part);
    }
  }
  return filePath(repository, tree.ref, base.join('/'));
}
