// The only module that knows the wire: addresses, event names and the Spanish field names of CONTRACT.md. Inside the
// page everything is Message, Conversation and Person as made here; `Api` asks by REST, `Live` is the open line.
import { Emitter } from './emitter.js';
import { t } from './i18n.js';

const PAGE_SIZE = 50; // messages a page: two phone screens; the server's most is 100
const REQUEST_MS = 15000; // after this a request counts as unanswered, and is made again by whoever needs it
const ACK_MS = 6000; // after this the message goes by REST, with the same id
const NOBODY = 'Usuario no autenticado';

// status 0: the server could not be reached. `retryAfter` in seconds, where the server named one.
export class ApiError extends Error {
  constructor(status, message, retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

// Fires `session` ('ended' or 'other') when the cookie is no longer ours, `busy` (seconds, sentence) on 429 and 503, and
// `reached` (whether the server answered at all).
export class Api extends Emitter {
  #userId;
  #token;

  constructor({ userId, token }) {
    super();
    this.#userId = userId;
    this.#token = token;
  }

  async people() {
    return (await this.#get('/api/chat/usuarios')).usuarios.map(toPerson);
  }

  // Everything up to event `n` is in the list.
  async conversations() {
    const answer = await this.#get('/api/chat/conversaciones');
    return { list: answer.conversaciones.map(toConversation), n: answer.n };
  }

  // What came after event `n`, in order; or the word that it is simpler to read everything afresh.
  async eventsAfter(n) {
    const answer = await this.#get(`/api/chat/eventos?desde=${n}`);
    const events = answer.eventos.map(({ evento, datos }) => toEvent(evento, datos));
    return { events, upTo: answer.hasta, hasMore: answer.hay_mas, mustReload: answer.recargar };
  }

  // What was said in one's own conversations and has what was typed, newest first: {hits: [{message, snippet: [{text,
  // isMarked}]}], hasOlder, isComplete}.
  async search(text, beforeId = null, conversationId = null) {
    const within = conversationId ? `&conversacion_id=${encodeURIComponent(conversationId)}` : '';
    const before = beforeId ? `&antes_de=${encodeURIComponent(beforeId)}` : '';
    const answer = await this.#get(`/api/chat/buscar?q=${encodeURIComponent(text)}${within}${before}`);
    const hits = answer.resultados.map((hit) => ({
      message: toMessage(hit.mensaje), snippet: hit.fragmento.map((piece) => ({ text: piece.texto, isMarked: piece.marcado })),
    }));
    return { hits, hasOlder: answer.hay_mas, isComplete: answer.completo };
  }

  // Whether those are here who share a conversation with this person.
  async presence() {
    return (await this.#get('/api/chat/presencia')).presencia.map(toPresence);
  }

  async startDirect(personId) {
    return this.#create({ participantes: [personId] });
  }

  async startGroup({ id, name, personIds }) {
    return this.#create({ id, participantes: personIds, es_grupal: true, nombre: name });
  }

  // The newest page, or the one before that message; oldest first, and of `limit` messages at most.
  async history(conversationId, beforeId, limit = PAGE_SIZE) {
    const before = beforeId ? `&antes_de=${encodeURIComponent(beforeId)}` : '';
    return this.#page(conversationId, `limit=${limit}${before}`);
  }

  // The page after that message, or with null the very first one.
  async historyAfter(conversationId, afterId) {
    return this.#page(conversationId, `despues_de=${encodeURIComponent(afterId || 'inicio')}`);
  }

  // The page with that message in its middle.
  async historyAround(conversationId, id) {
    return this.#page(conversationId, `alrededor_de=${encodeURIComponent(id)}`);
  }

  async send(item) {
    return toMessage((await this.#post('/api/chat/mensaje/enviar', fromItem(item))).mensaje);
  }

  // Each of these resolves to the message as it is then.
  async edit(messageId, text, mentions = []) {
    return this.#change('editar', { mensaje_id: messageId, contenido: text, menciones: mentions });
  }

  async remove(messageId) {
    return this.#change('eliminar', { mensaje_id: messageId });
  }

  async react(messageId, emoji, isOn) {
    return this.#change('reaccionar', { mensaje_id: messageId, emoji, quitar: !isOn });
  }

  async pin(messageId, isOn) {
    return this.#change('fijar', { mensaje_id: messageId, quitar: !isOn });
  }

  async acknowledge(messageId) {
    return this.#change('confirmar', { mensaje_id: messageId });
  }

  // Urgent messages, newest first; only those that wait for this person's word with `isPending`.
  async urgent(beforeId = null, isPending = false) {
    const query = [beforeId && `antes_de=${encodeURIComponent(beforeId)}`, isPending && 'pendientes=true'].filter(Boolean).join('&');
    const page = await this.#get(`/api/chat/urgentes${query && `?${query}`}`);
    return { messages: page.mensajes.map(toMessage), hasOlder: page.hay_mas };
  }

  async star(messageId, isOn) {
    await this.#post('/api/chat/mensaje/destacar', { mensaje_id: messageId, quitar: !isOn });
  }

  async pinned(conversationId) {
    return (await this.#get(`/api/chat/fijados/${encodeURIComponent(conversationId)}`)).mensajes.map(toMessage);
  }

  // Newest first, `beforeId` and so on back.
  async starred(beforeId = null) {
    const page = await this.#get(`/api/chat/destacados${beforeId ? `?antes_de=${encodeURIComponent(beforeId)}` : ''}`);
    return { messages: page.mensajes.map(toMessage), hasOlder: page.hay_mas };
  }

  // Of everyone but its author: {person, isReceived, receivedAt, isRead, readAt}, the times null where not known.
  async receipts(messageId) {
    const { personas } = await this.#get(`/api/chat/mensaje/${encodeURIComponent(messageId)}/estado`);
    return personas.map((one) => ({
      person: toPerson(one.usuario), isReceived: one.recibido, receivedAt: toDate(one.recibido_en), isRead: one.leido, readAt: toDate(one.leido_en),
    }));
  }

  // The texts before, oldest first: {text, until}.
  async editions(messageId) {
    const { ediciones } = await this.#get(`/api/chat/mensaje/${encodeURIComponent(messageId)}/ediciones`);
    return ediciones.map((one) => ({ text: one.contenido, until: toDate(one.hasta) }));
  }

  // Each of these resolves to the group as it is then.
  async addToGroup(conversationId, personIds) {
    return this.#group('agregar', { conversacion_id: conversationId, participantes: personIds });
  }

  async removeFromGroup(conversationId, personId) {
    return this.#group('quitar', { conversacion_id: conversationId, usuario_id: personId });
  }

  async renameGroup(conversationId, name) {
    return this.#group('renombrar', { conversacion_id: conversationId, nombre: name });
  }

  // `role`: 'owner', 'admin' or 'member'.
  async setGroupRole(conversationId, personId, role) {
    return this.#group('rol', { conversacion_id: conversationId, usuario_id: personId, rol_grupo: fromRole(role) });
  }

  async setAnnouncing(conversationId, isOn) {
    return this.#group('anuncios', { conversacion_id: conversationId, solo_admins: isOn });
  }

  async leaveGroup(conversationId) {
    await this.#post('/api/chat/grupo/salir', { conversacion_id: conversationId });
  }

  async markRead(conversationId, messageId) {
    await this.#post('/api/chat/mensaje/marcar-leido', { conversacion_id: conversationId, mensaje_id: messageId });
  }

  // Whose cookie this browser holds now. Another tab may have logged in again (a new token) or as somebody else:
  // then nothing may go out from this page any more, least of all under the other one's name.
  async checkSession() {
    const answer = await this.#fetch('/chat', { headers: { Accept: 'text/html' } });
    if (answer.redirected || answer.status === 401) return this.#lose('ended');
    if (!answer.ok) throw await toError(answer);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (page.body.dataset.usuarioId !== this.#userId) return this.#lose('other');
    this.#token = page.querySelector('meta[name="csrf-token"]').content;
    return 'ok';
  }

  async #page(conversationId, query) {
    const page = await this.#get(`/api/chat/mensajes/${encodeURIComponent(conversationId)}?${query}`);
    return { messages: page.mensajes.map(toMessage), hasOlder: page.hay_mas, hasNewer: page.hay_mas_nuevos === true };
  }

  async #change(verb, body) {
    return toMessage((await this.#post(`/api/chat/mensaje/${verb}`, body)).mensaje);
  }

  async #group(verb, body) {
    return toGroup((await this.#post(`/api/chat/grupo/${verb}`, body)).grupo);
  }

  #lose(session) {
    this.fire('session', session);
    return session;
  }

  async #create(body) {
    return (await this.#post('/api/chat/conversacion/crear', body)).conversacion_id;
  }

  #get(path) {
    return this.#request(path, { headers: {} });
  }

  async #post(path, body) {
    const request = () => ({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    const token = this.#token;
    try {
      return await this.#request(path, request());
    } catch (error) {
      if (error.status !== 403) throw error;
      // No access, or only the token of a session that was replaced: worth one look and one more try.
      if (await this.checkSession() !== 'ok') throw new ApiError(401, NOBODY);
      if (this.#token === token) throw error;
      return this.#request(path, request());
    }
  }

  async #request(path, options) {
    options.headers['X-CSRFToken'] = this.#token;
    options.headers.Accept = 'application/json';
    const answer = await this.#fetch(path, options);
    if (!answer.ok) throw this.#report(await toError(answer));
    return answer.json();
  }

  async #fetch(path, options) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), REQUEST_MS);
    try {
      const answer = await fetch(path, { ...options, signal: abort.signal, cache: 'no-store', credentials: 'same-origin' });
      this.fire('reached', true);
      return answer;
    } catch (unreachable) {
      this.fire('reached', false);
      throw new ApiError(0, t('unreachable'));
    } finally {
      clearTimeout(timer);
    }
  }

  #report(error) {
    if (error.status === 401) this.fire('session', 'ended');
    if (error.status === 429 || error.status === 503) this.fire('busy', error.retryAfter, error.message);
    return error;
  }
}

async function toError(answer) {
  const body = await answer.json().catch(() => null);
  const sentence = body && typeof body.error === 'string' ? body.error : t('serverError', { status: answer.status });
  const seconds = Number.parseInt(answer.headers.get('Retry-After'), 10);
  return new ApiError(answer.status, sentence, seconds >= 0 ? seconds : undefined);
}

// The real-time line. Fires `up` (the number of the newest event then), `down`, `session` ('ended'), `event` (numbered),
// `changed` (the newest number, after another process changed the database), and without a number `typing`,
// `stoppedTyping`, `presence`, `read` (this person has read more, perhaps on another device), `starred` (the same), and
// `readUpTo` and `received` (others have).
export class Live extends Emitter {
  #socket;
  #verify;
  #isWanted = false;
  #isTrusted = false;
  #newest = null; // of the events that this line has told of, or of all when it was opened
  #comeBack = null;

  // `verify` resolves to 'ok' when the cookie is still this page's person: a line opened with another tab's new login
  // would speak in that one's name. Until then nothing goes out and nothing that comes in is believed; whoever hears
  // `up` fetches what was missed, up to the number that comes with it.
  constructor(io, verify) {
    super();
    this.#verify = verify;
    this.#socket = io({ autoConnect: false });
    this.#socket.on('conectado', (data) => this.#connected(data.n));
    this.#socket.on('disconnect', () => this.#down());
    this.#socket.on('connect_error', (error) => this.#down(error));
    for (const name of NUMBERED.keys()) this.#socket.on(name, (data) => this.#heard(toEvent(name, data)));
    this.#socket.on('cambios_externos', (data) => this.#changed(data.n));
    this.#hear('usuario_escribiendo', 'typing', (data) => ({
      conversationId: data.conversacion_id, userId: data.usuario_id, name: data.nombre,
    }));
    this.#hear('usuario_dejo_de_escribir', 'stoppedTyping', (data) => ({
      conversationId: data.conversacion_id, userId: data.usuario_id,
    }));
    this.#hear('mensajes_leidos', 'readUpTo', (data) => ({
      conversationId: data.conversacion_id, userId: data.usuario_id, upTo: data.hasta,
    }));
    this.#hear('mensajes_recibidos', 'received', (data) => ({ userId: data.usuario_id, upTo: data.hasta }));
    this.#hear('mensaje_destacado', 'starred', (data) => ({
      messageId: data.mensaje_id, conversationId: data.conversacion_id, isStarred: data.destacado,
    }));
    this.#hear('presencia', 'presence', toPresence);
    this.#hear('conversacion_leida', 'read', (data) => ({
      conversationId: data.conversacion_id, unread: data.mensajes_no_leidos, messageId: data.mensaje_id,
    }));
  }

  get isUp() {
    return this.#isTrusted;
  }

  connect() {
    this.#isWanted = true;
    this.#socket.connect();
  }

  // Without the pause that may be running.
  connectNow() {
    this.disconnect();
    this.connect();
  }

  disconnect() {
    this.#isWanted = false;
    clearTimeout(this.#comeBack);
    this.#socket.disconnect();
  }

  join(conversationId) {
    if (this.isUp) this.#socket.emit('unirse_conversacion', { conversacion_id: conversationId });
  }

  leave(conversationId) {
    if (this.isUp) this.#socket.emit('salir_conversacion', { conversacion_id: conversationId });
  }

  type(conversationId) {
    if (this.isUp) this.#socket.emit('escribiendo', { conversacion_id: conversationId });
  }

  // Everything up to event `n` has reached this device; resolves to whether the server knows.
  received(n) {
    if (!this.isUp) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ACK_MS);
      this.#socket.emit('mensajes_recibidos', { hasta: n }, (answer) => {
        clearTimeout(timer);
        resolve(Boolean(answer && answer.ok));
      });
    });
  }

  // Resolves to the stored message, or to null when this line gave no good answer; a refusal too is null, because
  // only REST's answer to the same id says with its status whether trying again makes sense.
  send(item) {
    if (!this.isUp) return Promise.resolve(null);
    return new Promise((resolve) => {
      const lost = () => done(null);
      const timer = setTimeout(lost, ACK_MS);
      const done = (answer) => {
        clearTimeout(timer);
        this.#socket.off('disconnect', lost);
        resolve(answer && answer.ok ? toMessage(answer.mensaje) : null);
      };
      this.#socket.on('disconnect', lost);
      this.#socket.emit('mensaje_enviar', fromItem(item), done);
    });
  }

  #hear(event, name, translate) {
    this.#socket.on(event, (data) => { if (this.#isTrusted) this.fire(name, translate(data)); });
  }

  #heard(event) {
    this.#newest = event.n;
    if (this.#isTrusted) this.fire('event', event);
  }

  #changed(newest) {
    this.#newest = newest;
    if (this.#isTrusted) this.fire('changed', newest);
  }

  async #connected(newest) {
    const line = this.#socket.id;
    this.#newest = newest;
    const session = await this.#verify().catch(() => 'unknown');
    if (this.#socket.id !== line) return; // lost meanwhile; the next connection is looked at anew
    if (session === 'unknown') setTimeout(() => { if (this.#socket.id === line) this.#connected(this.#newest); }, 2000);
    if (session !== 'ok') return;
    this.#isTrusted = true;
    this.fire('up', this.#newest);
  }

  // The socket returns by itself from a lost line, but not from the server's own word: then we ask again, unhurriedly.
  #down(error) {
    this.#isTrusted = false;
    this.fire('down');
    if (error && error.message === NOBODY) return this.fire('session', 'ended');
    if (this.#socket.active || !this.#isWanted) return;
    clearTimeout(this.#comeBack);
    this.#comeBack = setTimeout(() => this.connect(), 2000 + 3000 * Math.random()); // ms; spread over the shop
  }
}

// The events that have a number, and what each is inside the page.
const NUMBERED = new Map([
  ['mensaje_recibido', (data) => ({ message: toMessage(data) })],
  ['nueva_conversacion', (data) => ({ conversation: toConversation(data.conversacion) })],
  ['conversacion_creada', (data) => ({ conversation: toConversation(data.conversacion) })],
  ...['editado', 'eliminado', 'reaccionado', 'fijado', 'confirmado', 'cambiado'].map((done) => [`mensaje_${done}`, (data) => ({
    changed: toMessage(data.mensaje), how: done, by: data.por || null,
  })]),
  ['grupo_cambiado', (data) => ({ group: toGroup(data) })],
  ['conversacion_quitada', (data) => ({ left: data.conversacion_id })],
]);

// {n, message}, {n, conversation}, {n, changed}, {n, group} or {n, left}; {n} alone for what this page doesn't know yet.
function toEvent(name, data) {
  const translate = NUMBERED.get(name);
  return { n: data.n, ...(translate && translate(data)) };
}

export function toPerson(data) {
  return {
    id: data.id, name: data.nombre_completo, firstName: data.nombre, initials: data.iniciales, email: data.email, role: data.rol,
  };
}

// `seenAt`: when they left; null while they are here, and for who never was.
function toPresence(data) {
  return { userId: data.usuario_id, isOnline: data.en_linea, seenAt: data.visto ? new Date(data.visto) : null };
}

export function toMessage(data) {
  return {
    id: data.id, conversationId: data.conversacion_id, userId: data.usuario_id, text: data.contenido,
    sentAt: new Date(data.fecha_envio), isEdited: data.editado, isDeleted: data.eliminado,
    author: data.usuario ? toPerson(data.usuario) : null, n: data.n,
    replyTo: data.respuesta_a ? toQuote(data.respuesta_a) : null,
    reactions: (data.reacciones || []).map((one) => ({ emoji: one.emoji, userIds: one.usuarios })),
    mentions: data.menciones || [], // ids, and EVERYONE
    isForwarded: data.reenviado === true, isSystem: data.es_sistema === true, isPinned: data.fijado === true,
    isStarred: data.destacado === true, isUrgent: data.urgente === true,
    attachments: (data.adjuntos || []).map(toAttachment), isTextless: data.sin_texto === true,
    acknowledgements: (data.confirmaciones || []).map((one) => ({ userId: one.usuario_id, at: new Date(one.fecha) })),
  };
}

// Among the mentions of a message: everyone in the conversation.
export const EVERYONE = 'todos';

function toQuote(data) {
  return { id: data.id, userId: data.usuario_id, name: data.nombre, text: data.contenido, isDeleted: data.eliminado };
}

// What is sent of an item of the outbox; what it doesn't have is left out.
function fromItem({ id, conversationId, text, replyTo, forwardOfId, mentions, isUrgent, attachments }) {
  return {
    id, conversacion_id: conversationId, contenido: text,
    ...(replyTo && { respuesta_a: replyTo.id }), ...(forwardOfId && { reenviado_de: forwardOfId }),
    ...(mentions && mentions.length && { menciones: mentions }), ...(isUrgent && { urgente: true }),
    ...(attachments && attachments.length && { adjuntos: attachments.map((file) => file.id) }),
  };
}

const ROLES = { dueño: 'owner', admin: 'admin', miembro: 'member' };

function fromRole(role) {
  return Object.keys(ROLES).find((name) => ROLES[name] === role);
}

// A group with everyone in it: {conversationId, name, isAnnouncing, members: [person with groupRole]}.
function toGroup(data) {
  return {
    conversationId: data.conversacion_id, name: data.nombre, isAnnouncing: data.solo_admins,
    members: data.integrantes.map((one) => ({ ...toPerson(one), groupRole: ROLES[one.rol_grupo] })),
  };
}

// userId → {readN, receivedN, sinceN, groupRole}: all up to these numbers they have read, and received; and was said before
// they came.
function toStandings(list) {
  return Object.fromEntries((list || []).map((one) => [
    one.usuario_id, { readN: one.leido, receivedN: one.recibido, sinceN: one.entrada || 0, groupRole: ROLES[one.rol_grupo] || null },
  ]));
}

function toDate(text) {
  return text ? new Date(text) : null;
}

// `wire` keeps what came, for window.Chat, whose users know only the wire's names.
export function toConversation(data) {
  const last = data.ultimo_mensaje;
  return {
    id: data.id, name: data.nombre, isGroup: data.es_grupal, people: (data.participantes || []).map(toPerson),
    last: last && { id: last.id, text: last.contenido, sentAt: new Date(last.fecha_envio), userId: last.usuario_id, isSystem: last.es_sistema, n: last.n },
    updatedAt: new Date(data.ultima_actualizacion), unread: data.mensajes_no_leidos || 0, wire: data,
    mentions: data.menciones_no_leidas || 0, // of the unread ones, those that name this person
    standings: toStandings(data.estados), mySinceN: data.mi_entrada || 0, myRole: ROLES[data.mi_rol_grupo] || null, isAnnouncing: data.solo_admins === true,
  };
}

// A file that a message carries, or that is on its way there.
export function toAttachment(data) {
  return {
    id: data.id, name: data.nombre, kind: data.tipo || '', bytes: data.bytes, width: data.ancho, height: data.alto,
    hasThumbnail: data.miniatura === true,
  };
}

export function fileUrl(id) {
  return `/api/chat/archivo/${encodeURIComponent(id)}`;
}

export function thumbnailUrl(id) {
  return `${fileUrl(id)}/miniatura`;
}

function toUpload({ archivo }) {
  return { ...toAttachment(archivo), received: archivo.recibidos, isComplete: archivo.completo };
}

// Files on their way to the server. By XMLHttpRequest: `fetch` does not tell how much has gone.
export class FileLine {
  async begin(name, bytes) {
    return toUpload(await ask('POST', '/api/chat/archivo', JSON.stringify({ nombre: name, bytes }), 'application/json'));
  }

  async state(id) {
    return toUpload(await ask('GET', `${fileUrl(id)}/estado`));
  }

  // `progress(bytes)`; `onStart(cancel)`.
  async put(id, from, blob, { progress, onStart }) {
    const answer = toUpload(await ask('PUT', `${fileUrl(id)}?desde=${from}`, blob, 'application/octet-stream', { progress, onStart }));
    if (!answer.isComplete) throw new ApiError(0, t('unreachable'));
    return answer;
  }

  async giveUp(id) {
    await ask('DELETE', fileUrl(id));
  }
}

function ask(method, address, body = null, kind = '', { progress = () => {}, onStart = () => {} } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    request.setRequestHeader('Accept', 'application/json');
    if (kind) request.setRequestHeader('Content-Type', kind);
    if (!body || typeof body === 'string') request.timeout = REQUEST_MS;
    request.upload.onprogress = (event) => progress(event.loaded);
    for (const name of ['onerror', 'onabort', 'ontimeout']) request[name] = () => reject(new ApiError(0, t('unreachable')));
    request.onload = () => {
      const answer = parsed(request.responseText);
      if (request.status < 300 && answer) return resolve(answer);
      const sentence = answer && answer.error ? answer.error : t('serverError', { status: request.status });
      return reject(new ApiError(request.status, sentence));
    };
    onStart(() => request.abort());
    request.send(body);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (broken) {
    return null;
  }
}
