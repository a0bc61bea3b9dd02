// Who is logged in, as the page says it. The page that this browser kept does not: there the name comes with the first
// own message that passes by.
import { Emitter } from './emitter.js';

// Fires `change`.
export class Me extends Emitter {
  id;
  name;

  constructor(id, name) {
    super();
    this.id = id;
    this.name = name;
  }

  learn(person) {
    if (!person || person.id !== this.id || person.name === this.name) return;
    this.name = person.name;
    this.fire('change');
  }
}
