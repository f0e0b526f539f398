import { createApp } from '@backstage/frontend-defaults';
import { appModule } from './appModule';
import { catalogGraphModule } from './catalog/catalogGraph';
import { homePlugin } from './home/plugin';

/** Everything else is found among the dependencies: `app.packages` is `all`. */
export default createApp({
  features: [appModule, catalogGraphModule, homePlugin],
});
