export interface KeyBinding {
  /** What it does, for the list of keys: `Next row`. */
  label: string;
  run: () => void;
}

type Bindings = Record<string, KeyBinding>;

/** How long the second key of `g r` may take. */
const sequenceMs = 1200;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** All keys that mean something now; what came last wins. */
class KeyRegistry {
  readonly #layers = new Set<{ current: Bindings }>();
  #prefix = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  add(layer: { current: Bindings }): () => void {
    if (this.#layers.size === 0) {
      window.addEventListener('keydown', this.#onKeyDown);
    }
    this.#layers.add(layer);
    return () => {
      this.#layers.delete(layer);
      if (this.#layers.size === 0) {
        window.removeEventListener('keydown', this.#onKeyDown);
      }
    };
  }

  /** Key and meaning, each key once. */
  list(): [string, string][] {
    return Object.entries(this.#merged()).map(([key, { label }]) => [
      key,
      label,
    ]);
  }

  #merged(): Bindings {
    return Object.assign({}, ...[...this.#layers].map(each => each.current));
  }

  readonly #onKeyDown = (event: KeyboardEvent) => {
    if (
      event.defaultPrevented ||
      event.metaKey ||
      event.ctrlKey ||
      event.altKey ||
      isTyping(event.target) ||
      document.querySelector('[role="dialog"], [role="menu"]')
    ) {
      return;
    }
    const bindings = this.#merged();
    const whole = this.#prefix ? `${this.#prefix} ${event.key}` : event.key;
    clearTimeout(this.#timer);
    this.#prefix = '';
    const binding = bindings[whole] ?? bindings[event.key];
    if (binding) {
      event.preventDefault();
      binding.run();
    } else if (
      Object.keys(bindings).some(key => key.startsWith(`${event.key} `))
    ) {
      this.#prefix = event.key;
      this.#timer = setTimeout(() => {
        this.#prefix = '';
      }, sequenceMs);
    }
  };
}

export const keyRegistry = new KeyRegistry();
