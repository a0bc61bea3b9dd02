// Clients that keep up with the shop as README tells them to: each holds every conversation of its person with all its
// messages in order, and must end with what the database holds, whatever its line went through.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Follower as PageFollower } from '../../../assets/js/follower.js';
import { within } from './waiting.mjs';

const VENV = fileURLToPath(new URL('../.venv/bin/python', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../python/follower.py', import.meta.url));
const REQUEST_MS = 2_000;
// Longer than the 45 s (pingInterval + pingTimeout) after which an official client notices that nothing comes: one whose
// upgrade breaks off between the probe and the pause of its polling does nothing until then.
const PATIENCE = 60_000;

const TRANSPORTS = { websocket: ['websocket'], polling: ['polling'], upgrade: ['polling', 'websocket'] };

/** What a client knows: the messages of each conversation, by the calls that all stores have. */
class Copy {
  #conversations = new Map();
  #names = new Map();
  #waiting = new Set();

  constructor(person, line) {
    Object.assign(this, { person, line });
  }

  /** The whole state by REST, and the number up to which it goes. */
  async read() {
    const { conversaciones, n } = await this.readNames();
    const fresh = new Map();
    for (const { id } of conversaciones) fresh.set(id, await this.#history(id));
    // A conversation that a live event has brought meanwhile comes again.
    this.#conversations = fresh;
    return n;
  }

  /** Who is called what has no number: the list has it. */
  async readNames() {
    const list = await this.get('/api/chat/conversaciones');
    for (const { participantes } of list.conversaciones) participantes.forEach((person) => this.#calls(person));
    this.told();
    return list;
  }

  async missedSince(n) {
    const answer = await this.get(`/api/chat/eventos?desde=${n}`);
    return { events: answer.eventos, upTo: answer.hasta, hasMore: answer.hay_mas, mustReload: answer.recargar };
  }

  apply({ evento, datos }) {
    if (evento === 'mensaje_recibido') this.#add(datos);
    else if (datos.mensaje) this.#change(datos.mensaje);
    else this.#of(datos.conversacion.id);
  }

  /** Waits until this message is here. */
  async has(message) {
    const { id, conversacion_id } = message;
    await this.#until(() => this.#of(conversacion_id).some((one) => one[0] === id), `have "${message.contenido}"`);
  }

  /** Waits until that person has the name here that they have now. */
  async knows(person) {
    if (person.rut !== this.person.rut) await this.#until(() => this.#names.get(person.rut) === person.name, `know ${person.name}`);
  }

  async #until(here, what) {
    if (here()) return;
    await within(PATIENCE, new Promise((resolve) => this.#waiting.add({ here, resolve })), () => `${this} to ${what} (${this.condition})`);
  }

  #calls({ id, nombre_completo }) {
    this.#names.set(id, nombre_completo);
  }

  get state() {
    return Object.fromEntries([...this.#conversations].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  /** What else there is to say of a client that does not get where it should. */
  get condition() {
    return 'it asks';
  }

  /** The state of now. */
  async look() {
    return this.state;
  }

  async get(path) {
    const headers = { accept: 'application/json', cookie: this.person.cookie };
    const answer = await fetch(this.line.origin + path, { headers, signal: AbortSignal.timeout(REQUEST_MS) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  }

  #of(id) {
    if (!this.#conversations.has(id)) this.#conversations.set(id, []);
    return this.#conversations.get(id);
  }

  // The history was read after the number it counts from, so it may have what is told again.
  #add(message) {
    const messages = this.#of(message.conversacion_id);
    if (!messages.some(([id]) => id === message.id)) messages.push(row(message));
    this.told();
  }

  // What is not here yet comes as it is then.
  #change(message) {
    const messages = this.#of(message.conversacion_id);
    const at = messages.findIndex(([id]) => id === message.id);
    if (at >= 0) messages[at] = row(message);
    this.told();
  }

  told() {
    for (const waiter of this.#waiting) {
      if (!waiter.here()) continue;
      this.#waiting.delete(waiter);
      waiter.resolve();
    }
  }

  async #history(id) {
    let rows = [];
    for (let before = ''; before !== null;) {
      const page = await this.get(`/api/chat/mensajes/${id}?${before}`);
      rows = [...page.mensajes.map(row), ...rows];
      before = page.hay_mas ? `antes_de=${page.mensajes[0].id}` : null;
    }
    return rows;
  }
}

function row({ id, contenido, reacciones = [] }) {
  return [id, contenido + reacciones.map(({ emoji, usuarios }) => ` ${emoji}${usuarios.length}`).join('')];
}

/** A client of an official library, with the page's own way of following. */
export class SocketFollower extends Copy {
  #follower;
  #naming = 0; // grows with each reading of the names, so that the last one decides

  constructor(name, io, transport, person, line) {
    super(person, line);
    this.name = name;
    this.#follower = new PageFollower({
      fetch: (n) => this.missedSince(n), apply: (event) => this.apply(event), reload: () => this.#reload(),
    });
    this.socket = io(line.origin, {
      forceNew: true, transports: TRANSPORTS[transport], extraHeaders: { cookie: person.cookie },
      reconnectionDelay: 50, reconnectionDelayMax: 400, timeout: 2_000, autoConnect: false,
    });
    this.socket.on('conectado', ({ n }) => {
      this.#follower.lineUp(n);
      this.#nameAll();
    });
    this.socket.on('cambios_externos', ({ n }) => {
      this.#follower.lookAgain(n);
      this.#nameAll();
    });
    this.socket.on('disconnect', (reason) => this.#lost(reason));
    for (const evento of [
      'mensaje_recibido', 'mensaje_editado', 'mensaje_eliminado', 'mensaje_reaccionado', 'nueva_conversacion', 'conversacion_creada',
    ]) {
      this.socket.on(evento, (datos) => this.#follower.hear({ n: datos.n, evento, datos }));
    }
  }

  async start() {
    this.socket.connect();
    this.#follower.startAt(await this.read());
  }

  async stop() {
    this.socket.disconnect();
  }

  /** Says something with an id of its own; the acknowledged message, or null when the answer got lost. */
  says(body) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), REQUEST_MS);
      this.socket.emit('mensaje_enviar', body, (answer) => {
        clearTimeout(timer);
        resolve(answer.ok ? answer.mensaje : null);
      });
    });
  }

  toString() {
    return `${this.person.name}'s ${this.name}`;
  }

  get condition() {
    const { connected, io } = this.socket;
    const [transport, engine] = io.engine ? [io.engine.transport?.name, io.engine.readyState] : [];
    return `connected: ${connected}, ${transport} ${engine} ${io._readyState}, current: ${this.#follower.isCurrent}`;
  }

  // Again until it worked, or the line is gone and the next one will ask.
  async #nameAll() {
    for (const run = this.#naming += 1; run === this.#naming && this.socket.connected;) {
      if (await this.readNames().catch(() => null)) return;
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
  }

  async #reload() {
    const n = await this.read();
    this.told();
    return n;
  }

  // The library returns by itself from everything but the server's own word.
  #lost(reason) {
    this.#follower.lineDown();
    if (reason === 'io server disconnect') this.socket.connect();
  }
}

/** A till without a socket: it asks again and again, and reads the names when somebody looks. */
export class AskingFollower extends Copy {
  #isOver = false;
  #n = null;

  async knows(person) {
    await this.readNames();
    await super.knows(person);
  }

  async start() {
    this.#n = await this.read();
    this.#ask();
  }

  async stop() {
    this.#isOver = true;
  }

  toString() {
    return `${this.person.name}'s till that asks`;
  }

  async #ask() {
    while (!this.#isOver) {
      try {
        const came = await this.missedSince(this.#n);
        if (came.mustReload) this.#n = await this.read();
        else {
          came.events.forEach((event) => this.apply(event));
          this.#n = came.upTo;
        }
        this.told();
      } catch {
        // The line is down; the next question comes by itself.
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** A python-socketio client in a process of its own, written from the README alone. */
export class PythonFollower {
  #child;
  #lines;
  #answers = [];

  constructor(person, line) {
    Object.assign(this, { person, line });
  }

  async start() {
    this.#child = spawn(VENV, [PROGRAM, this.line.origin, this.person.cookie], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout });
    this.#lines.on('line', (line) => this.#answers.shift()(JSON.parse(line)));
    await this.#asks('start');
  }

  async has(message) {
    assert.ok(await this.#asks(`has ${message.conversacion_id} ${message.id}`), `${this} to have "${message.contenido}"`);
  }

  async knows(person) {
    assert.ok(await this.#asks(`knows ${person.rut} ${person.name}`), `${this} to know ${person.name}`);
  }

  async look() {
    this.state = await this.#asks('state');
    return this.state;
  }

  async stop() {
    this.#child.stdin.end();
    await once(this.#child, 'exit');
  }

  toString() {
    return `${this.person.name}'s python-socketio`;
  }

  #asks(question) {
    this.#child.stdin.write(`${question}\n`);
    const answered = new Promise((resolve) => this.#answers.push(resolve));
    return within(PATIENCE, answered, `${this} to answer "${question}"`);
  }
}
