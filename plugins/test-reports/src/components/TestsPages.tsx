import { Route, Routes } from 'react-router-dom';
import { ReportPage } from './ReportPage';
import { ReportsPage } from './ReportsPage';
import { TestPage } from './TestPage';

/** Everything below `/tests`. */
export function TestsPages() {
  return (
    <Routes>
      <Route path="/" element={<ReportsPage />} />
      <Route path="/:id" element={<ReportPage />} />
      <Route path="/:id/:index" element={<TestPage />} />
    </Routes>
  );
}
