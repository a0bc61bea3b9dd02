// Who is logged in. The page is told the RUT alone; the name comes with the first own message that passes by.
import { Emitter } from './emitter.js';

// Fires `change`.
export class Me extends Emitter {
  id;
  name = '';

  constructor(id) {
    super();
    this.id = id;
  }

  learn(person) {
    if (!person || person.id !== this.id || person.name === this.name) return;
    this.name = person.name;
    this.fire('change');
  }
}
