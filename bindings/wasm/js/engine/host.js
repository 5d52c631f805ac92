// The programs with the files of one index: says to a program what is asked, fetches the files that it names, and asks again.
import { Failure, aborted, once, until } from './failure.js';
import { reader } from './files.js';

export const MANIFEST = 'manifest.mhp';
/** More rounds than any question takes: a server that gives the same file again and again must not keep us for ever. */
const MOST_ROUNDS = 12;

/** A program throws codes; anything else is a fault of its own. */
const failure = (thrown, where) => (typeof thrown === 'string' ? new Failure(thrown, where) : new Failure('crashed', String(thrown)));

/** One program with the files that it has been given. */
class Loaded {
  constructor(engine, read) {
    this.engine = engine;
    this.read = read;
    /** Files on the way, so that two questions do not fetch the same one twice. */
    this.coming = new Map();
    this.running = 0;
  }

  load(name) {
    let file = this.coming.get(name);
    if (!file) {
      file = this.read(name).then((bytes) => {
        try { this.engine.put(name, bytes); } catch (thrown) { throw failure(thrown, name); }
      }).finally(() => this.coming.delete(name));
      this.coming.set(name, file);
    }
    return file;
  }

  /** Asks until there is an answer. */
  async ask(question, signal) {
    if (this.running === 0) this.engine.trim();
    this.running++;
    try {
      for (let round = 0; round < MOST_ROUNDS; round++) {
        if (signal?.aborted) throw aborted(signal);
        let answer;
        try { answer = question(this.engine); } catch (thrown) { throw failure(thrown, ''); }
        if (answer.startsWith('{') || answer.startsWith('[')) return JSON.parse(answer);
        await until(Promise.all(answer.split(' ').map((name) => this.load(name))), signal);
      }
      throw new Failure('rounds');
    } finally {
      this.running--;
    }
  }
}

/** One edition of the index: its manifest, and the programs as far as they are in use. */
class Edition {
  constructor(manifest, programs, read) {
    const loaded = (start) => once(async () => {
      const Engine = await start();
      try { return new Loaded(new Engine(manifest), read); } catch (thrown) { throw failure(thrown, MANIFEST); }
    });
    this.programs = Object.fromEntries(Object.entries(programs).map(([name, start]) => [name, loaded(start)]));
  }
}

/**
 * An index in use. `programs`: by name, what loads each and gives its class. `questions`: by name, the program and the
 * name of the question there.
 */
export class Host {
  #read;
  #programs;
  #questions;
  #edition;
  #renewing;

  constructor(base, programs, questions) {
    this.#read = reader(base);
    this.#programs = programs;
    this.#questions = questions;
    this.#edition = once(() => this.#open());
  }

  async #open() {
    return new Edition(await this.#read(MANIFEST, 'no-cache'), this.#programs, this.#read);
  }

  /** Opens the index and loads the program for searching. */
  async open() {
    const [edition] = await Promise.all([this.#edition(), this.#programs.search()]);
    await edition.programs.search();
    return this;
  }

  /** A newer index may have been uploaded, and the old files removed: then everything begins anew with its manifest. */
  async #renew(old) {
    if (await this.#edition() !== old) return;
    this.#renewing ??= this.#open().then((edition) => { this.#edition = async () => edition; })
      .finally(() => { this.#renewing = undefined; });
    await this.#renewing;
  }

  async run(name, values, signal) {
    const [program, question] = this.#questions[name];
    for (let mayRenew = true; ; mayRenew = false) {
      const edition = await until(this.#edition(), signal);
      const loaded = await until(edition.programs[program](), signal);
      try {
        return await loaded.ask((engine) => engine[question](...values), signal);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        // Of a file, other than that the network fails. What is wrong with the question names no file.
        const isOfFile = error.where.endsWith('.mhp') && error.code !== 'network';
        if (!mayRenew || !(isOfFile || error.code === 'crashed')) throw error;
        await until(this.#renew(edition), signal);
      }
    }
  }
}
