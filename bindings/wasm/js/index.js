// Menhu in the page: search from static files, and what goes with it.
import { Menhu } from './engine/client.js';
import { opener, seen } from './engine/open.js';
import { MenhuError } from './error.js';

/** Opens the index in a folder, or in memory. */
export const open = opener(
  // As bundlers know it: they find the worker by this very form.
  () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }),
  async () => (await import('./local.js')).open,
  (engine, release) => new Menhu(engine, release),
);

async function numbers(name, kind, text) {
  let module;
  try { module = await import('./numbers.js'); } catch { throw new MenhuError('network', 'numbers.js'); }
  try {
    const program = await module.load();
    return program[name](String(kind), String(text));
  } catch (error) {
    throw typeof error === 'string' ? new MenhuError(error) : seen(error);
  }
}

/** Checks a number of a person, an organisation or a vehicle. */
export const check = (kind, text) => numbers('check', kind, text);

/** The number with only so much left that its owner knows it again. */
export const mask = (kind, text) => numbers('mask', kind, text);

export { Menhu, MenhuError };
