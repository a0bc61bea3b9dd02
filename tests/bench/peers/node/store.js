// The only SQL. Statements are prepared once; people don't change while this server runs, so they are kept as they
// are shown.

import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { Failure } from './failure.js';
import { conversation, message, user } from './wire.js';

const MESSAGE = 'SELECT id, conversacion_id, usuario_id, contenido, fecha_envio, editado, eliminado FROM mensajes_chat';
const STATEMENTS = {
  session: 'INSERT INTO peer_sesiones (token, usuario_id) VALUES (?, ?)',
  members: 'SELECT usuario_id FROM participantes_chat WHERE conversacion_id = ?',
  list: `SELECT c.id, c.nombre, c.es_grupal, c.ultima_actualizacion,
           c.total_mensajes - p.propios - p.ajenos_leidos AS no_leidos,
           m.id AS m_id, m.contenido, m.fecha_envio, m.usuario_id, m.editado, m.eliminado
         FROM participantes_chat p
         JOIN conversaciones_chat c ON c.id = p.conversacion_id
         LEFT JOIN mensajes_chat m ON m.secuencia = c.ultima_secuencia
         WHERE p.usuario_id = ? ORDER BY c.orden DESC`,
  others: `SELECT p.conversacion_id, p.usuario_id FROM participantes_chat mine
           JOIN participantes_chat p ON p.conversacion_id = mine.conversacion_id AND p.usuario_id <> mine.usuario_id
           WHERE mine.usuario_id = ?`,
  newest: `${MESSAGE} WHERE conversacion_id = ? ORDER BY secuencia DESC LIMIT ?`,
  before: `${MESSAGE} WHERE conversacion_id = ? AND secuencia < ? ORDER BY secuencia DESC LIMIT ?`,
  place: 'SELECT secuencia FROM mensajes_chat WHERE id = ? AND conversacion_id = ?',
  byId: `${MESSAGE} WHERE id = ?`,
  insert: `INSERT INTO mensajes_chat (secuencia, id, conversacion_id, usuario_id, contenido, fecha_envio)
           VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  touch: `UPDATE conversaciones_chat SET ultima_actualizacion = ?, orden = ?, ultima_secuencia = ?,
            total_mensajes = total_mensajes + 1 WHERE id = ?`,
  count: 'UPDATE participantes_chat SET propios = propios + 1 WHERE conversacion_id = ? AND usuario_id = ?',
  pair: 'SELECT id FROM conversaciones_chat WHERE par_clave = ?',
  create: `INSERT INTO conversaciones_chat (id, nombre, es_grupal, creado_por, ultima_actualizacion, par_clave, orden)
           VALUES (?, ?, ?, ?, ?, ?, ?)`,
  join: 'INSERT INTO participantes_chat (conversacion_id, usuario_id) VALUES (?, ?)',
};

export class Store {
  #database;
  #people;
  #run = {};
  #inTransaction;
  #sequence;

  constructor(file) {
    this.#database = new Database(file);
    this.#database.pragma('journal_mode = WAL');
    this.#database.pragma('synchronous = FULL');
    this.#database.pragma('foreign_keys = ON');
    // As much as the chat gives its writer.
    this.#database.pragma('cache_size = -16000');
    this.#database.exec('CREATE TABLE IF NOT EXISTS peer_sesiones (token TEXT PRIMARY KEY, usuario_id TEXT) WITHOUT ROWID');
    this.#inTransaction = this.#database.transaction((job) => job());
    for (const [name, sql] of Object.entries(STATEMENTS)) this.#run[name] = this.#database.prepare(sql);
    const people = this.#all('SELECT rut_usuario, nombre, correo, rol FROM usuarios WHERE activo ORDER BY nombre_orden');
    this.#people = new Map(people.map((row) => [row.rut_usuario, user(row)]));
    const newest = 'SELECT max((SELECT valor FROM ajustes WHERE clave = ?), (SELECT max(secuencia) FROM mensajes_chat))';
    this.#sequence = this.#database.prepare(newest).pluck().get('secuencia');
  }

  #all(sql) {
    return this.#database.prepare(sql).all();
  }

  close() {
    this.#database.close();
  }

  // Runs `job` in a transaction: what it did is on disk when this returns.
  transaction(job) {
    return this.#inTransaction(job);
  }

  person(key) {
    return this.#people.get(key);
  }

  everyoneBut(key) {
    return [...this.#people.values()].filter((person) => person.id !== key);
  }

  sessions() {
    return this.#all('SELECT token, usuario_id FROM peer_sesiones').map((row) => [row.token, row.usuario_id]);
  }

  keepSession(token, key) {
    this.#run.session.run(token, key);
  }

  // Who takes part; nobody else learns whether the conversation exists.
  membersFor(conversationId, key) {
    const members = this.#run.members.all(conversationId).map((row) => row.usuario_id);
    if (!members.includes(key)) throw new Failure(403, 'No tienes acceso a esta conversación');
    return members;
  }

  conversations(key) {
    const others = new Map();
    for (const row of this.#run.others.all(key)) {
      const list = others.get(row.conversacion_id);
      if (list) list.push(this.person(row.usuario_id));
      else others.set(row.conversacion_id, [this.person(row.usuario_id)]);
    }
    return this.#run.list.all(key).map((row) => conversation(row, others.get(row.id) ?? []));
  }

  page(conversationId, key, limit, before) {
    this.membersFor(conversationId, key);
    const rows = before
      ? this.#run.before.all(conversationId, this.#placeOf(before, conversationId), limit + 1)
      : this.#run.newest.all(conversationId, limit + 1);
    const more = rows.length > limit;
    if (more) rows.pop();
    return { mensajes: rows.reverse().map((row) => this.#shown(row, key)), hay_mas: more };
  }

  #placeOf(id, conversationId) {
    const row = this.#run.place.get(id, conversationId);
    if (!row) throw new Failure(404, 'Mensaje no encontrado');
    return row.secuencia;
  }

  #shown(row, reader) {
    return message(row, this.person(row.usuario_id), reader);
  }

  // Stores a message: to be called in a transaction. An id that was stored before gives what was stored.
  add({ author, conversationId, text, id }) {
    const members = this.membersFor(conversationId, author);
    const sentAt = new Date().toISOString();
    const key = id?.toLowerCase() ?? randomUUID();
    const sequence = this.#sequence + 1;
    if (this.#run.insert.run(sequence, key, conversationId, author, text, sentAt).changes === 0) {
      return { members, message: this.#again(key, author, conversationId, text), isNew: false };
    }
    this.#sequence = sequence;
    this.#run.touch.run(sentAt, sequence, sequence, conversationId);
    this.#run.count.run(conversationId, author);
    const row = { id: key, conversacion_id: conversationId, usuario_id: author, contenido: text, fecha_envio: sentAt };
    return { members, message: this.#shown(row, author), isNew: true };
  }

  #again(id, author, conversationId, text) {
    const row = this.#run.byId.get(id);
    const isSame = row.usuario_id === author && row.conversacion_id === conversationId && row.contenido === text;
    if (!isSame) throw new Failure(409, 'Ese identificador ya se usó');
    return this.#shown(row, author);
  }

  // Opens the conversation of two people, or makes a group.
  create(maker, others, name) {
    for (const other of others) if (!this.person(other)) throw new Failure(404, 'Usuario no encontrado');
    const pair = name === undefined ? [maker, ...others].sort().join('|') : null;
    return this.transaction(() => {
      const found = pair && this.#run.pair.get(pair);
      const id = found ? found.id : this.#make(maker, others, name, pair);
      return { id, isNew: !found, others: others.map((other) => this.person(other)) };
    });
  }

  #make(maker, others, name, pair) {
    const id = randomUUID();
    this.#sequence += 1;
    const isGroup = pair ? 0 : 1;
    this.#run.create.run(id, name ?? null, isGroup, maker, new Date().toISOString(), pair, this.#sequence);
    for (const member of [maker, ...others]) this.#run.join.run(id, member);
    return id;
  }
}
