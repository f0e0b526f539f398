import { useEffect, useState, type RefObject } from 'react';
import type { Size } from './views';

/** The inner size of an element, undefined before it is known. */
export function useFrameSize(frame: RefObject<HTMLElement>): Size | undefined {
  const [size, setSize] = useState<Size>();
  useEffect(() => {
    const element = frame.current;
    if (!element) {
      return undefined;
    }
    const measure = () =>
      setSize(known => {
        const { clientWidth: width, clientHeight: height } = element;
        return known?.width === width && known.height === height
          ? known
          : { width, height };
      });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return size;
}
