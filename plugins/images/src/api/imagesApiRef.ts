import { createApiRef } from '@backstage/core-plugin-api';
import type { ImagesClient } from '@dop/plugin-images-common';

/** The API of images. */
export const imagesApiRef = createApiRef<ImagesClient>({
  id: 'plugin.images.client',
});
