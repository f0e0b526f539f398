import { useEffect, useRef, useSyncExternalStore } from 'react';
import { createApiRef, useApiHolder } from '@backstage/core-plugin-api';
import type { LiveHub, LiveMessage, LiveStatus, LiveWatch } from './LiveHub';

/** The browser's one live connection. Provided by the plugin `pipelines`. */
export const liveApiRef = createApiRef<LiveHub<LiveMessage>>({
  id: 'plugin.devops.live',
});

export interface UseLiveOptions<Message extends LiveMessage> {
  onMessage: (message: Message) => void;
  /**
   * The stream has (re)opened. A watch without a position fetches its list
   * again here, since nothing is sent of what it missed.
   */
  onConnected?: () => void;
}

/**
 * Watches one thing on the live stream for as long as the component is shown.
 * `position` is read when the watch begins; the stream remembers how far it
 * got. Undefined watches nothing.
 */
export function useLive<Message extends LiveMessage>(
  watch: LiveWatch | undefined,
  options: UseLiveOptions<Message>,
): void {
  const hub = useApiHolder().get(liveApiRef);
  const latest = useRef({ watch, options });
  latest.current = { watch, options };
  const key = watch?.key;
  useEffect(() => {
    if (!hub || key === undefined) {
      return undefined;
    }
    return hub.watch(
      { key, position: latest.current.watch?.position },
      message => latest.current.options.onMessage(message as Message),
      () => latest.current.options.onConnected?.(),
    );
  }, [hub, key]);
}

/** Whether what is shown is live, for a small mark on the page. */
export function useLiveStatus(): LiveStatus {
  const hub = useApiHolder().get(liveApiRef);
  return useSyncExternalStore(
    listener => hub?.onStatus(listener) ?? (() => {}),
    () => hub?.status ?? 'idle',
  );
}
