// Numbers of persons, organisations and vehicles: checked and masked by the second program, in the page. Nothing of them
// leaves it.
import { once } from './engine/failure.js';
import { program } from './engine/files.js';
import { check as checked, initSync, mask as masked } from './more.js';

export const load = once(async () => {
  initSync({ module: await program(new URL('./more.wasm', import.meta.url).href) });
  return { check: (kind, text) => JSON.parse(checked(kind, text)), mask: masked };
});
