// How far a conversation was read, as the server is told: once for a burst of messages, and never twice the same.
const PAUSE_MS = 300; // so that a burst of messages makes one mark
const BUSY_MS = 5000; // when the server has no room for it and does not say for how long

export class ReadMark {
  #tell;
  #toldId = null;
  #timer = null;

  // `tell(id)` resolves when the server has it.
  constructor(tell) {
    this.#tell = tell;
  }

  // The server has it from another device.
  isTold(id) {
    this.#toldId = id;
  }

  sendSoon(id) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.send(id), PAUSE_MS);
  }

  async send(id) {
    clearTimeout(this.#timer);
    if (!id || id === this.#toldId) return;
    try {
      await this.#tell(id);
      this.#toldId = id;
    } catch (error) { // what is not told now is told with the next message, or when the line is back
      if (error.status === 429 || error.status === 503) this.#timer = setTimeout(() => this.send(id), 1000 * error.retryAfter || BUSY_MS);
    }
  }
}
