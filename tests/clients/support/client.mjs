// One Socket.IO client with an ear: everything that arrives is kept, in order, from the first moment.

import { PATIENCE, within } from './waiting.mjs';

const TRANSPORTS = {
  websocket: ['websocket'],
  polling: ['polling'],
  upgrade: ['polling', 'websocket'],
};

export class Client {
  #heard = [];
  #waiting = new Set();

  constructor(io, transport, person, options = {}) {
    this.person = person;
    this.transport = transport;
    this.socket = io(person.server.origin, {
      forceNew: true,
      reconnection: false,
      transports: TRANSPORTS[transport],
      extraHeaders: person.cookie ? { cookie: person.cookie } : {},
      ...options,
    });
    this.socket.onAny((name, data) => this.#hear(name, data));
    for (const name of ['connect', 'disconnect', 'connect_error']) {
      this.socket.on(name, (data) => this.#hear(name, data));
    }
  }

  /** Waits until the server has greeted it over the transport it asked for. */
  async connected() {
    await this.hears('conectado');
    if (this.transport === 'upgrade') await this.#upgraded();
    return this;
  }

  get currentTransport() {
    return this.socket.io.engine.transport.name;
  }

  /** Says something without asking for an acknowledgement. */
  says(event, ...data) {
    this.socket.emit(event, ...data);
  }

  /** Says something and waits for its acknowledgement. */
  asks(event, ...data) {
    const answered = new Promise((resolve) => this.socket.emit(event, ...data, resolve));
    return within(PATIENCE, answered, `the acknowledgement of ${event} to ${this}`);
  }

  sends(conversacion_id, contenido, id) {
    return this.asks('mensaje_enviar', { conversacion_id, contenido, id });
  }

  /** The first event of that name that fits, past or still to come; `why` is for the failure. */
  hears(name, fits = () => true, patience = PATIENCE, why = '') {
    const matches = (event) => event.name === name && fits(event.data);
    const known = this.#heard.find(matches);
    if (known) return Promise.resolve(known.data);
    const arrival = new Promise((resolve) => this.#waiting.add({ matches, resolve }));
    return within(patience, arrival, () => `${name} at ${this}${why}; it heard ${this.#heard.map((event) => event.name)}`);
  }

  hearsMessage(id) {
    return this.hears('mensaje_recibido', (message) => message.id === id);
  }

  /** As `hears`, but forgets it, so that the next of the same kind is a new one. */
  async takes(name, cause) {
    const data = await this.hears(name, () => true, PATIENCE, cause ? ` after ${cause}` : '');
    this.#heard.splice(this.#heard.findIndex((event) => event.name === name), 1);
    return data;
  }

  /** All that it has heard so far under that name. */
  allOf(name) {
    return this.#heard.filter((event) => event.name === name).map((event) => event.data);
  }

  messagesIn(conversacion_id) {
    return this.allOf('mensaje_recibido').filter((message) => message.conversacion_id === conversacion_id);
  }

  timesHeard(id) {
    return this.allOf('mensaje_recibido').filter((message) => message.id === id).length;
  }

  /** The connection is cut by the server; `patience` counts from now. */
  isCutOff(patience = 1_000) {
    return this.hears('disconnect', () => true, patience);
  }

  close() {
    this.socket.disconnect();
  }

  toString() {
    return `${this.person.name}'s socket (${this.transport})`;
  }

  #upgraded() {
    if (this.currentTransport === 'websocket') return undefined;
    const upgraded = new Promise((resolve) => this.socket.io.engine.once('upgrade', resolve));
    return within(PATIENCE, upgraded, `the upgrade of ${this} to WebSocket`);
  }

  #hear(name, data) {
    const event = { name, data };
    this.#heard.push(event);
    for (const waiter of this.#waiting) {
      if (!waiter.matches(event)) continue;
      this.#waiting.delete(waiter);
      waiter.resolve(data);
    }
  }
}
