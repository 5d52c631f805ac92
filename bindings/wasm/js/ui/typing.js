// When has somebody typed something? With an input method it is not when letters appear in the box.
//
// While an input method composes, letters are its own (gong'ji'jin), and so are its keys: Enter, arrows and Escape choose
// characters. The text counts when the composition ends. There is one exception: keyboards of phones that predict words
// compose everything, Latin words too, and end the composition only at the next blank. There, letters and digits that
// stay as they are for a while count as typed. Chinese input methods of phones show their letters in the box as well;
// then they are looked up as pinyin, which harms nobody.

/** After the last key. */
const WAIT = 120;
/** After the last letter of a composition on a phone. */
const STAYS = 500;
const LATIN = /^[\p{Script=Latin}\d]+$/u;

/** Whether a key is one of an input method. Safari sends its Enter after the end of the composition, with the code 229. */
export const isComposed = (event) => event.isComposing || event.keyCode === 229;

export class Typing {
  #timer = 0;
  #composing = false;
  #virtual = false;
  #wait;

  /** `typed` is called when what stands in the box counts, `changed` at once with every change of it. */
  constructor(input, { typed, changed, wait = WAIT }) {
    this.#wait = wait;
    const later = (after) => {
      this.stop();
      this.#timer = setTimeout(typed, after);
    };
    input.addEventListener('keydown', ({ key, keyCode }) => {
      // Chrome on Android names no key of the keyboard on the screen.
      if (keyCode === 229) this.#virtual = key === 'Unidentified';
    });
    input.addEventListener('compositionstart', () => {
      this.#composing = true;
      this.stop();
    });
    input.addEventListener('compositionend', () => {
      this.#composing = false;
      changed();
      later(this.#wait);
    });
    input.addEventListener('input', (event) => {
      changed();
      if (!this.#composing && !event.isComposing) return later(this.#wait);
      this.stop();
      if (this.#isOnPhone() && LATIN.test(event.data ?? '')) later(STAYS);
    });
    // Some browsers end no composition when the box is left.
    input.addEventListener('blur', () => { this.#composing = false; });
  }

  /** Whether keys are the input method's. */
  isComposing(event) {
    return this.#composing || isComposed(event);
  }

  #isOnPhone() {
    return this.#virtual || matchMedia('(hover: none) and (pointer: coarse)').matches;
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
