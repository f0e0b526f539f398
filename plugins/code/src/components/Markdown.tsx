import { useNavigate } from 'react-router-dom';
import { MarkdownContent } from '@backstage/core-components';
import { safeHref } from '@dop/plugin-devops-react';

/** Markdown that somebody wrote, in reading width. */
export function Markdown(props: {
  text: string;
  /** Where a link leads; nowhere if that is empty. */
  linkOf: (href: string) => string;
}) {
  const { text, linkOf } = props;
  const navigate = useNavigate();
  return (
    // Links inside the repository stay inside the portal's page.
    <div
      role="presentation"
      style={{ overflowX: 'auto', maxWidth: 880 }}
      onClick={event => {
        const href = (event.target as Element)
          .closest('a')
          ?.getAttribute('href');
        if (href?.startsWith('/code/') && !event.ctrlKey && !event.metaKey) {
          event.preventDefault();
          navigate(href);
        }
      }}
    >
      <MarkdownContent
        content={text}
        transformLinkUri={linkOf}
        // Pictures would be fetched without the person's token.
        transformImageUri={href => safeHref(href) ?? ''}
      />
    </div>
  );
}

/** http(s) and nothing else, for texts that stand in no folder. */
export function webLink(href: string): string {
  return /^https?:\/\//i.test(href) ? safeHref(href) ?? '' : '';
}
