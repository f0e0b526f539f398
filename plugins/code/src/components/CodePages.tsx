import { Route, Routes } from 'react-router-dom';
import { NewPullRequestPage } from '../pulls/NewPullRequestPage';
import { PullRequestPage } from '../pulls/PullRequestPage';
import { PullRequestsPage } from '../pulls/PullRequestsPage';
import { CommitPage } from './CommitPage';
import { CommitsPage } from './CommitsPage';
import { FilesPage } from './FilesPage';
import { NewRepositoryPage } from './NewRepositoryPage';
import { RefsPage } from './RefsPage';
import { RepositoriesPage } from './RepositoriesPage';
import { RepositoryFrame } from './RepositoryFrame';
import { SettingsPage } from './SettingsPage';

/** Everything under `/code`. */
export function CodePages() {
  return (
    <Routes>
      <Route index element={<RepositoriesPage />} />
      <Route path="new" element={<NewRepositoryPage />} />
      <Route path=":namespace/:name" element={<RepositoryFrame />}>
        <Route index element={<FilesPage />} />
        <Route path="commits" element={<CommitsPage />} />
        <Route path="commits/:sha" element={<CommitPage />} />
        <Route path="refs" element={<RefsPage />} />
        <Route path="pull-requests" element={<PullRequestsPage />} />
        <Route path="pull-requests/new" element={<NewPullRequestPage />} />
        <Route path="pull-requests/:number" element={<PullRequestPage />} />
        <Route path="settings" element={<SettingsPage />} />
      </Route>
    </Routes>
  );
}
