// <menhu-searchbox>: a box with suggestions that leads to a page of results.
import { MenhuElement } from './element.js';

export class MenhuSearchbox extends MenhuElement {
  submitted(event) {
    // Without a page of results the page listens for the event.
    if (!this.box.form.hasAttribute('action')) event.preventDefault();
  }
}
