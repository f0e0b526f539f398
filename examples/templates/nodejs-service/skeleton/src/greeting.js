/** What the service says to somebody; to the world if nobody is named. */
export function greet(name) {
  return `Hello, ${name?.trim() || 'world'}!`;
}
