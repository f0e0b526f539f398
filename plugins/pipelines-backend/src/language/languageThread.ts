import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import {
  answerLanguageRequest,
  type LanguageRequest,
} from './languageRequests';

/** The file that a thread starts with: this one, as source or as built. */
export const languageThreadFile = __filename;

/** Marks the threads that start here, so that importing this file does nothing. */
export const languageThreadMark = 'dop-language';

if (!isMainThread && workerData?.mark === languageThreadMark) {
  parentPort?.on('message', (request: LanguageRequest) => {
    try {
      parentPort?.postMessage({
        result: answerLanguageRequest(request, workerData.settings),
      });
    } catch (error) {
      const { name, message } = error as Error;
      parentPort?.postMessage({ problem: { name, message } });
    }
  });
}
