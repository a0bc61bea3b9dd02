// A shop with a server of its own: who works there, and which conversations they have.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from './client.mjs';
import { Person } from './person.mjs';
import { Server } from './server.mjs';

// Ana and Bruno write to each other, Carla is in their group, Diego is the stranger; the others are there to
// be logged out, disabled and given new passwords. Everybody who stays meets in the plaza.
const PEOPLE = {
  ana: { rut: '11111111-1', name: 'Ana Rojas' },
  bruno: { rut: '22222222-2', name: 'Bruno Soto' },
  carla: { rut: '33333333-3', name: 'Carla Muñoz' },
  diego: { rut: '44444444-4', name: 'Diego Ñuñez' },
  elena: { rut: '55555555-5', name: 'Elena Paz' },
  fabian: { rut: '66666666-6', name: 'Fabián Lagos' },
  gabriela: { rut: '77777777-7', name: 'Gabriela Toro' },
};

export class Shop {
  #clients = [];
  #renamed = 0;

  /** `ruts` gives people other keys than their own. */
  constructor(io, transport, ruts = {}) {
    Object.assign(this, { io, transport, ruts });
  }

  async open(...serverArguments) {
    this.server = new Server(...serverArguments);
    await this.#hirePeople();
    await this.server.start();
    await Promise.all([this.ana, this.bruno, this.carla, this.diego].map((person) => person.logIn()));
    this.chat = await this.ana.chatWith(this.bruno);
    this.team = await this.ana.group('Bodega', this.bruno, this.carla);
    this.plaza = await this.ana.group('Plaza', this.bruno, this.carla, this.diego);
    this.foreignChat = await this.carla.chatWith(this.diego);
    return this;
  }

  async close() {
    this.disconnectAll();
    await this.server.close();
  }

  /** A connected client of that person; everyone's are closed after the test. */
  async socketOf(person, options) {
    return this.knocks(person, options).connected();
  }

  async socketsOf(...people) {
    return Promise.all(people.map((person) => this.socketOf(person)));
  }

  /** A client that only tries to connect. */
  knocks(person, options) {
    const client = new Client(this.io, this.transport, person, options);
    this.#clients.push(client);
    return client;
  }

  /** Somebody with a cookie that the test chooses. */
  impostor(cookie) {
    const person = new Person(this.server, { rut: '', name: 'an impostor', password: '' });
    person.cookie = cookie;
    return person;
  }

  disconnectAll() {
    for (const client of this.#clients.splice(0)) client.close();
  }

  /**
   * A message in the plaza, sent last, has reached these clients. Events keep the order of their commits, so whatever
   * was sent before it has arrived by then, or never will.
   */
  async everythingHasReached(...clients) {
    const last = await this.ana.writes(this.plaza, 'Eso es todo');
    await Promise.all(clients.map((client) => client.hearsMessage(last.id)));
  }

  /** The same with a last word over somebody's own socket, after what that socket said before. */
  async everythingFrom(sender, ...clients) {
    const { mensaje } = await sender.sends(this.plaza, 'Y eso fue todo');
    await Promise.all(clients.map((client) => client.hearsMessage(mensaje.id)));
  }

  /** The administrator gives somebody another name, by a command beside the server. */
  async rename(person, name) {
    person.name = name;
    const list = path.join(this.server.data, `nombre-${this.#renamed += 1}.csv`);
    writeFileSync(list, `rut,nombre,correo,rol,password\n${person.rut},${name},,vendedor,\n`);
    await this.server.command(['user', 'import', list]);
  }

  async #hirePeople() {
    for (const [key, facts] of Object.entries(PEOPLE)) {
      this[key] = new Person(this.server, { ...facts, rut: this.ruts[key] ?? facts.rut, password: `clave-de-${key}` });
    }
    const { diego, ...others } = Object.fromEntries(Object.keys(PEOPLE).map((key) => [key, this[key]]));
    const list = path.join(this.server.data, 'gente.csv');
    const lines = Object.values(others).map((person) => person.csvLine);
    writeFileSync(list, ['rut,nombre,correo,rol,password', ...lines, ''].join('\n'));
    await this.server.command(['user', 'import', list]);
    const add = ['user', 'add', diego.rut, '--name', diego.name, '--email', 'diego@tienda.cl', '--role', 'vendedor'];
    await this.server.command([...add, '--password-stdin'], `${diego.password}\n`);
    assert.match(await this.server.command(['user', 'list']), /Diego Ñuñez/);
  }
}
