import { Navigate, Route, Routes } from 'react-router-dom';
import { ComponentPage } from './component/ComponentPage';
import { LibraryPage } from './library/LibraryPage';
import { libraryPath } from './routes';

/** The pages below `/components`. */
export function ComponentPages() {
  return (
    <Routes>
      <Route path="/" element={<LibraryPage />} />
      <Route path="/:namespace/:name" element={<ComponentPage />} />
      <Route path="*" element={<Navigate to={libraryPath} replace />} />
    </Routes>
  );
}
