import { createApp } from '@backstage/frontend-defaults';
import { appModule } from './appModule';
import { catalogGraphModule } from './catalog/catalogGraph';
import { catalogModule } from './catalog/catalogModule';
import { homePlugin } from './home/plugin';

/** Everything else is found among the dependencies: `app.packages` is `all`. */
export default createApp({
  features: [appModule, catalogGraphModule, catalogModule, homePlugin],
});
