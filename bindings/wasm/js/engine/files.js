// Where bytes come from: a web server, the disk (Node), or memory.
import { Failure } from './failure.js';

/** Of a status: whether asking again later may help, or the file is not there. */
const isPassing = (status) => status >= 500 || status === 408 || status === 425 || status === 429;

async function fetched(url, cache, where) {
  let answer;
  try { answer = await fetch(url, { cache }); } catch { throw new Failure('network', where); }
  if (!answer.ok) throw new Failure(isPassing(answer.status) ? 'network' : 'missing', where);
  return answer;
}

async function fromWeb(url, cache, where) {
  const answer = await fetched(url, cache, where);
  // A connection may break in the middle of a file.
  try { return new Uint8Array(await answer.arrayBuffer()); } catch { throw new Failure('network', where); }
}

async function fromDisk(url, where) {
  // Not an import: bundlers for browsers would look for the module.
  const fs = globalThis.process?.getBuiltinModule?.('node:fs/promises');
  if (!fs) throw new Failure('no_disk', where);
  try { return new Uint8Array(await fs.readFile(new URL(url))); } catch { throw new Failure('missing', where); }
}

/** Reads the files of the index in `base`: a folder's address, or a Map of names to bytes. */
export function reader(base) {
  if (base instanceof Map) {
    return async (name) => {
      const bytes = base.get(name);
      if (!bytes) throw new Failure('missing', name);
      return bytes;
    };
  }
  if (base.startsWith('file:')) return (name) => fromDisk(base + name, name);
  return (name, cache = 'default') => fromWeb(base + name, cache, name);
}

/** Loads a program. Servers that do not know what .wasm is still give its bytes. */
export async function program(url) {
  const where = new URL(url).pathname.split('/').pop();
  if (typeof WebAssembly !== 'object') throw new Failure('program', where);
  if (url.startsWith('file:')) return compiled(fromDisk(url, where), where);
  const answer = await fetched(url, 'default', where);
  if (answer.headers.get('content-type')?.startsWith('application/wasm')) {
    return WebAssembly.compileStreaming(answer).catch((error) => {
      throw new Failure(error instanceof WebAssembly.CompileError ? 'program' : 'network', where);
    });
  }
  return compiled(answer.arrayBuffer().catch(() => { throw new Failure('network', where); }), where);
}

async function compiled(coming, where) {
  const bytes = await coming;
  try { return await WebAssembly.compile(bytes); } catch { throw new Failure('program', where); }
}
