// What went wrong, where the engine works: the page makes a MenhuError of it. The worker and the page load different
// files, so a class of errors would be two classes; codes are the same everywhere.

/** A code, and what it is about: the name of a file, of a filter. */
export class Failure {
  constructor(code, where = '') {
    this.code = code;
    this.where = where;
  }
}

export const aborted = (signal) => signal?.reason ?? new DOMException('aborted', 'AbortError');

/** Waits for a promise, but no longer than until the signal. */
export function until(promise, signal) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const stop = () => reject(aborted(signal));
    if (signal.aborted) {
      // Whatever becomes of it, nobody waits any more.
      promise.catch(() => {});
      return stop();
    }
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Does it once, and again only where it failed: what failed is not remembered. */
export function once(make) {
  let made;
  return () => {
    made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
