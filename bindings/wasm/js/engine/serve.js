// The worker's side: takes requests by number, and posts `[number, answer]` or `[number, null, code, where]`.

/** `open` opens an index: (base, wasm) → Host. */
export function serve(open) {
  let host;
  const running = new Map();
  const scope = globalThis;
  scope.onmessage = async ({ data: [number, what, ...rest] }) => {
    if (what === 'abort') return running.get(number)?.abort();
    const own = new AbortController();
    running.set(number, own);
    try {
      if (what === 'open') host = await open(...rest);
      scope.postMessage([number, what === 'run' ? await host.run(...rest, own.signal) : true]);
    } catch (error) {
      scope.postMessage([number, null, error.code ?? 'crashed', error.where ?? String(error)]);
    } finally {
      running.delete(number);
    }
  };
}
