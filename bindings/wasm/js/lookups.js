// Lookups of the reference server (docs/lookups.md): social security, housing fund, traffic violations.
//
// What is asked is personal. It goes in the body of a POST and nowhere else: not into an address, a log, a cache or this
// object. It goes to one origin: a redirect would send it on and is refused. Cookies go along to the page's own origin only.

const OPERATIONS = 'api/v1/lookups/';

const TEXTS = {
  Network: '网络不通或服务器没有响应，请稍后重试',
  Timeout: '查询超时，请稍后重试',
  Malformed: '服务器的回答有误，请稍后重试',
};

/** Why there is no answer. Never holds what was asked. */
export class LookupError extends Error {
  constructor(kind, { status = 0, detail, faults = [], retry_after: wait, official, title } = {}) {
    super(detail ?? TEXTS[kind] ?? kind);
    this.name = 'LookupError';
    /** The class of docs/lookups.md; `Network` and `Timeout` where no answer came. */
    this.class = kind;
    this.status = status;
    this.title = title ?? '';
    /** `{ field, reason }` for every field that is wrong, in Chinese. */
    this.faults = faults;
    /** Seconds. */
    this.retryAfter = wait;
    /** The provider's own site, where citizens may go instead. */
    this.official = official;
  }
}

/** An answer's JSON, or `null`. */
async function read(answer) {
  const type = answer.headers.get('content-type') ?? '';
  return /[/+]json\b/.test(type) ? answer.json() : null;
}

export class Lookups {
  #base;
  #timeout;

  /** `base`: where the server is; the page's own origin if not given. `timeout`: milliseconds of one lookup. */
  constructor(base = '/', { timeout = 15_000 } = {}) {
    const url = new URL(base, globalThis.document?.baseURI);
    if (!/^https?:$/.test(url.protocol)) throw new TypeError(`Lookups: ${url.protocol} is no address of a server; give one with https:`);
    url.search = url.hash = '';
    if (!url.pathname.endsWith('/')) url.pathname += '/';
    this.#base = url;
    this.#timeout = timeout;
  }

  socialSecurity(question, options) {
    return this.#ask('social-security', question, options);
  }

  housingFund(question, options) {
    return this.#ask('housing-fund', question, options);
  }

  trafficViolations(question, options) {
    return this.#ask('traffic-violations', question, options);
  }

  async #ask(operation, question, { signal, timeout = this.#timeout } = {}) {
    const late = AbortSignal.timeout(timeout);
    // Not AbortSignal.any, which came to browsers later than the rest of this.
    const both = new AbortController();
    const stop = ({ target }) => both.abort(target.reason);
    for (const one of [late, signal]) {
      if (one?.aborted) both.abort(one.reason);
      one?.addEventListener('abort', stop, { once: true });
    }
    try {
      const answer = await fetch(new URL(OPERATIONS + operation, this.#base), {
        method: 'POST', body: JSON.stringify(question), headers: { 'content-type': 'application/json', accept: 'application/json' },
        cache: 'no-store', credentials: 'same-origin', redirect: 'error', referrerPolicy: 'no-referrer', signal: both.signal,
      });
      const said = await read(answer);
      if (answer.ok && said) return said;
      const { status } = answer;
      throw said ? new LookupError(said.class ?? said.title, { ...said, status }) : new LookupError('Malformed', { status });
    } catch (error) {
      if (error instanceof LookupError) throw error;
      if (signal?.aborted) throw signal.reason;
      if (late.aborted) throw new LookupError('Timeout');
      throw new LookupError(error instanceof SyntaxError ? 'Malformed' : 'Network');
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }
}
