import { Route, Routes } from 'react-router-dom';
import { RunPage } from './run/RunPage';
import { RunsPage } from './runs/RunsPage';
import { WorkflowPage } from './workflows/WorkflowPage';
import { WorkflowsPage } from './workflows/WorkflowsPage';

export { DeliveriesPage } from './deliveries/DeliveriesPage';
export { SecretsPage } from './secrets/SecretsPage';

export function WorkflowPages() {
  return (
    <Routes>
      <Route path="/" element={<WorkflowsPage />} />
      <Route path="/:id" element={<WorkflowPage />} />
    </Routes>
  );
}

export function RunPages() {
  return (
    <Routes>
      <Route path="/" element={<RunsPage />} />
      <Route path="/:id" element={<RunPage />} />
    </Routes>
  );
}
