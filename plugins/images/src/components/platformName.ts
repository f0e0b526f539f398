import type { ImagePlatform } from '@dop/plugin-images-common';

/** `linux/arm64/v8` */
export function platformName(platform: ImagePlatform | undefined): string {
  return platform
    ? [platform.os, platform.architecture, platform.variant]
        .filter(Boolean)
        .join('/')
    : 'platform unknown';
}
