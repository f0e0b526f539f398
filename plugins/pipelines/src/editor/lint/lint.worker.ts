import { checkText, type CheckRequest } from './checkText';

/** Answers each request with what was found, or why nothing could be. */
self.onmessage = ({ data }: MessageEvent<CheckRequest>) => {
  try {
    self.postMessage({ checked: checkText(data) });
  } catch (error) {
    self.postMessage({ problem: String(error) });
  }
};
