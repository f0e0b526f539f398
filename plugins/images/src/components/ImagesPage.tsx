import { Navigate, Route, Routes, useLocation } from 'react-router-dom';
import { imagePath, parseImageAddress } from '@dop/plugin-images-common';
import { ImagePage } from './image/ImagePage';
import { RepositoriesPage } from './RepositoriesPage';
import { RepositoryPage } from './RepositoryPage';

/**
 * `/images`, `/images/r/shop/checkout`, `/images/r/shop/checkout@sha256:…` and
 * `…:tag`. Names have slashes, so what follows is read by hand.
 */
export function ImagesPage() {
  return (
    <Routes>
      <Route index element={<RepositoriesPage />} />
      <Route path="r/*" element={<Addressed />} />
      <Route path="*" element={<Shortened />} />
    </Routes>
  );
}

function Addressed() {
  const { repository, reference } = useAddress(/^.*?\/images\/r\//);
  return reference ? (
    <ImagePage
      key={`${repository}@${reference}`}
      repository={repository}
      reference={reference}
    />
  ) : (
    <RepositoryPage key={repository} repository={repository} />
  );
}

/** `/images/shop/checkout?digest=…` leads to the stable address. */
function Shortened() {
  const { repository, reference } = useAddress(/^.*?\/images\//);
  const query = new URLSearchParams(useLocation().search);
  return (
    <Navigate
      replace
      to={imagePath(
        repository,
        reference ?? query.get('digest') ?? query.get('tag') ?? undefined,
      )}
    />
  );
}

function useAddress(before: RegExp) {
  const { pathname } = useLocation();
  const rest = pathname.replace(before, '');
  try {
    return parseImageAddress(decodeURIComponent(rest));
  } catch {
    return parseImageAddress(rest);
  }
}
