// Where the open conversation is shown. What shows it (timeline.js and what belongs to it) is asked for when the list is
// there, or with the first conversation: a slow phone has the list first.
const RETRY_MS = 3000; // for a server that is away just then

export class Stage {
  #on;
  #view = null;
  #coming = null;
  #room = null;
  #added = []; // what can be done with a message, for when it is there

  // `on`: as for TimelineView.
  constructor(on) {
    this.#on = on;
  }

  // Resolves to the timeline.
  bring() {
    if (!this.#coming) this.#coming = this.#fetch();
    return this.#coming;
  }

  // As of MessageActions; can be added to at any time.
  get actions() {
    return this.#view ? this.#view.actions : { add: (...action) => this.#added.push(action) };
  }

  open(room) {
    this.#room = room;
    if (this.#view) this.#view.open(room);
    else this.bring(); // opens it
  }

  close() {
    this.#room = null;
    if (this.#view) this.#view.close();
  }

  render() {
    if (this.#view) this.#view.render();
  }

  keepEnd() {
    if (this.#view) this.#view.keepEnd();
  }

  async goTo(id) {
    return (await this.bring()).goTo(id);
  }

  async #fetch() {
    const found = await import('./timeline.js').catch(() => null);
    if (!found) {
      await new Promise((resolve) => { setTimeout(resolve, RETRY_MS); });
      return this.#fetch();
    }
    this.#view = new found.TimelineView(this.#on);
    for (const action of this.#added.splice(0)) this.#view.actions.add(...action);
    if (this.#room) this.#view.open(this.#room);
    return this.#view;
  }
}
