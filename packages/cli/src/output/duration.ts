/** `850 ms`, `4.2 s`, `1 m 12 s`, `2 h 5 m` */
export function formatDuration(ms: number): string {
  if (ms < 1_000) {
    return `${Math.round(ms)} ms`;
  }
  const seconds = ms / 1_000;
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  if (whole < 60) {
    return `${whole} s`;
  }
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} m ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}
