import useMediaQuery from '@material-ui/core/useMediaQuery';

/** Whether the page is as narrow as a phone. */
export function usePhone(): boolean {
  return useMediaQuery('(max-width: 700px)', { noSsr: true });
}
