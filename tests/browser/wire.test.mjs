// assets/js/wire.js by itself, on every shape of the wire as the server writes it (tests/golden, made and checked by
// tests/golden.rs): what each is inside the page. A change on either side breaks a test here or there.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, afterEach, describe, it } from 'node:test';
import { Api, EVERYONE, FileLine, Live, toConversation, toMessage, toPerson } from '../../assets/js/wire.js';

const GOLDEN = new URL('../golden/', import.meta.url);
const read = new Set();

function golden(name) {
  read.add(`${name}.json`);
  return JSON.parse(fs.readFileSync(new URL(`${name}.json`, GOLDEN), 'utf8'));
}

// ---- what the page makes of it ----

const ana = { id: '11111111-1', name: 'Ana Pérez Núñez', firstName: 'Ana', initials: 'AN', email: 'ana@tienda.cl', role: 'química farmacéutica' };
const luis = { id: '22222222-2', name: 'Luis Soto', firstName: 'Luis', initials: 'LU', email: '', role: '' };
const marta = { id: '33333333-3', name: 'Marta Ñíguez', firstName: 'Marta', initials: 'MA', email: 'marta@tienda.cl', role: 'bodega' };
const CHAT = '01941f29-7c00-7000-8000-0000000000c1';
const GROUP = '01941f29-7c00-7000-8000-0000000000c2';
const id = (number) => `01941f29-7c00-7000-8000-0000000000a${number}`;

const message = (number, author, text) => ({
  id: id(number), n: 40 + number, conversationId: CHAT, userId: author.id, author, text,
  sentAt: new Date(`2025-11-25T10:3${number}:00.000Z`), isEdited: number === 2, isDeleted: text === '',
  replyTo: null, reactions: [], mentions: [], isForwarded: false, isSystem: false, isPinned: false, isStarred: false,
  isUrgent: false, acknowledgements: [], attachments: [], isTextless: false,
});
const asked = message(1, ana, '¿Llegó?');
const answered = message(2, luis, 'Sí, «llegó» <ayer>');
const deleted = message(3, luis, '');
const rich = {
  ...message(4, luis, '@Ana, ¿lo viste?'), isForwarded: true, isPinned: true, isStarred: true, isUrgent: true,
  acknowledgements: [{ userId: marta.id, at: new Date('2025-11-25T10:45:00.000Z') }], mentions: [ana.id, EVERYONE],
  replyTo: { id: id(1), userId: ana.id, name: ana.name, text: '¿Llegó?', isDeleted: false },
  reactions: [{ emoji: '👍', userIds: [ana.id, marta.id] }, { emoji: '❤️', userIds: [luis.id] }],
};
const line = { ...message(5, ana, 'Ana Pérez Núñez agregó a Marta Ñíguez'), isSystem: true };

const direct = {
  id: CHAT, name: 'Chat con Luis', isGroup: false, people: [luis], unread: 3, mentions: 0, updatedAt: new Date('2025-11-25T10:32:00.000Z'),
  last: { id: id(2), text: 'Sí, «llegó» <ayer>', sentAt: new Date('2025-11-25T10:32:00.000Z'), userId: luis.id, isSystem: undefined, n: 42 },
  standings: { [luis.id]: { readN: 41, receivedN: 42, sinceN: 0, groupRole: null } }, mySinceN: 0, myRole: null, isAnnouncing: false,
};
const standings = (roles, receivedN = 0) => Object.fromEntries(roles.map(([person, groupRole]) => [
  person.id, { readN: 0, receivedN: person === marta ? receivedN : 0, sinceN: person === marta && receivedN ? receivedN - 1 : 0, groupRole },
]));
const group = (...people) => ({
  id: GROUP, name: 'Bodega & caja', isGroup: true, people, unread: 0, mentions: 0, updatedAt: new Date('2025-11-24T09:00:00.000Z'), last: null,
  standings: standings(people.map((person) => [person, person === ana ? 'owner' : 'member'])), mySinceN: 0, myRole: people.includes(ana) ? 'member' : 'owner',
  isAnnouncing: false,
});
// As it is when its people have other roles, and Marta has received more.
const grown = { ...group(luis, marta), standings: standings([[luis, 'admin'], [marta, 'member']], 40) };
const announcing = {
  ...grown, isAnnouncing: true, unread: 2, mentions: 1,
  last: { id: id(3), text: 'Ana agregó a Marta', sentAt: new Date('2025-11-25T10:33:00.000Z'), userId: ana.id, isSystem: true, n: 43 },
};
const members = {
  conversationId: GROUP, name: 'Bodega & caja', isAnnouncing: true,
  members: [{ ...ana, groupRole: 'owner' }, { ...luis, groupRole: 'admin' }, { ...marta, groupRole: 'member' }],
};

const SENTENCE = 'Demasiados intentos. Espera 7 segundos.';

/** Without what window.Chat's users get besides. */
function bare({ wire, ...conversation }) {
  assert.equal(wire.id, conversation.id, 'the wire\'s own shape is kept');
  return conversation;
}

const bareEvent = ({ conversation, ...event }) => (conversation ? { ...event, conversation: bare(conversation) } : event);

// ---- REST ----

const asks = [];
const realFetch = globalThis.fetch;

/** An Api whose server answers everything with that file. */
function answering(name, status = 200, headers = {}) {
  globalThis.fetch = async (path, { method = 'GET', body }) => {
    asks.push([method, path, body && JSON.parse(body)]);
    return new Response(JSON.stringify(golden(name)), { status, headers });
  };
  return new Api({ userId: ana.id, token: '' });
}

describe('what the page makes of the server\'s answers', () => {
  afterEach(() => asks.splice(0));
  after(() => { globalThis.fetch = realFetch; });

  it('USUARIO, alone and in the list', async () => {
    assert.deepEqual(toPerson(golden('respuesta-login').usuario), ana);
    assert.deepEqual(await answering('respuesta-usuarios').people(), [luis, marta]);
    assert.deepEqual(asks, [['GET', '/api/chat/usuarios', undefined]]);
  });

  it('the list of conversations', async () => {
    const { list, n } = await answering('respuesta-conversaciones').conversations();
    assert.deepEqual(list.map(bare), [direct, announcing]);
    assert.equal(n, 43);
    assert.deepEqual(asks, [['GET', '/api/chat/conversaciones', undefined]]);
  });

  it('a conversation that is made', async () => {
    assert.equal(await answering('respuesta-conversacion_crear').startDirect(luis.id), GROUP);
    await answering('respuesta-conversacion_crear').startGroup({ id: GROUP, name: 'Bodega', personIds: [luis.id, marta.id] });
    assert.deepEqual(asks, [
      ['POST', '/api/chat/conversacion/crear', { participantes: [luis.id] }],
      ['POST', '/api/chat/conversacion/crear', { id: GROUP, participantes: [luis.id, marta.id], es_grupal: true, nombre: 'Bodega' }],
    ]);
    // Scripts hand it to window.Chat as it came.
    const made = bare(toConversation(golden('respuesta-conversacion_crear').conversacion));
    assert.deepEqual([made.name, made.isGroup, made.people, made.unread], ['Bodega & caja', true, [luis, marta], 0]);
  });

  it('a page of messages', async () => {
    const page = await answering('respuesta-mensajes').history(CHAT, id(9));
    assert.deepEqual(page, { messages: [asked, answered, deleted], hasOlder: true, hasNewer: false });
    assert.deepEqual(asks, [['GET', `/api/chat/mensajes/${CHAT}?limit=50&antes_de=${id(9)}`, undefined]]);
  });

  it('a page of messages that lies in the middle', async () => {
    const page = await answering('respuesta-mensajes-en_medio').historyAround(CHAT, id(9));
    assert.deepEqual(page, { messages: [asked, answered, deleted], hasOlder: true, hasNewer: true });
    await answering('respuesta-mensajes-en_medio').historyAfter(CHAT, id(9));
    await answering('respuesta-mensajes-en_medio').historyAfter(CHAT, null);
    assert.deepEqual(asks, ['alrededor_de=' + id(9), 'despues_de=' + id(9), 'despues_de=inicio'].map(
      (query) => ['GET', `/api/chat/mensajes/${CHAT}?${query}`, undefined],
    ));
  });

  it('what was missed', async () => {
    const came = await answering('respuesta-eventos').eventsAfter(40);
    assert.deepEqual({ ...came, events: came.events.map(bareEvent) }, {
      events: [{ n: 41, message: asked }, { n: 42, message: answered }, { n: 43, conversation: grown }],
      upTo: 43, hasMore: true, mustReload: false,
    });
    assert.deepEqual(asks, [['GET', '/api/chat/eventos?desde=40', undefined]]);
    const afresh = await answering('respuesta-eventos_recargar').eventsAfter(99);
    assert.deepEqual(afresh, { events: [], upTo: 43, hasMore: false, mustReload: true });
  });

  it('who is here', async () => {
    assert.deepEqual(await answering('respuesta-presencia').presence(), [
      { userId: luis.id, isOnline: true, seenAt: null },
      { userId: marta.id, isOnline: false, seenAt: new Date('2025-11-25T10:30:00.000Z') },
      { userId: '44444444-4', isOnline: false, seenAt: null },
    ]);
    assert.deepEqual(asks, [['GET', '/api/chat/presencia', undefined]]);
  });

  it('a message that is sent, and one that is read', async () => {
    assert.deepEqual(await answering('respuesta-mensaje_enviar').send({ id: id(1), conversationId: CHAT, text: '¿Llegó?' }), asked);
    await answering('respuesta-marcar_leido').markRead(CHAT, id(1));
    assert.deepEqual(asks, [
      ['POST', '/api/chat/mensaje/enviar', { id: id(1), conversacion_id: CHAT, contenido: '¿Llegó?' }],
      ['POST', '/api/chat/mensaje/marcar-leido', { conversacion_id: CHAT, mensaje_id: id(1) }],
    ]);
  });

  it('a message that answers, repeats and names', async () => {
    const item = { id: id(1), conversationId: CHAT, text: 'Sí', replyTo: { id: id(2) }, forwardOfId: id(3), mentions: [ana.id], isUrgent: true, state: 'sending' };
    await answering('respuesta-mensaje_enviar').send(item);
    assert.deepEqual(asks, [['POST', '/api/chat/mensaje/enviar', {
      id: id(1), conversacion_id: CHAT, contenido: 'Sí', respuesta_a: id(2), reenviado_de: id(3), menciones: [ana.id], urgente: true,
    }]]);
  });

  it('a message that is changed', async () => {
    const api = answering('respuesta-mensaje_editar');
    for (const change of [api.edit(id(4), 'Otro', [EVERYONE]), api.remove(id(4)), api.react(id(4), '👍', true), api.react(id(4), '👍', false), api.pin(id(4), true), api.acknowledge(id(4))]) {
      assert.deepEqual(await change, rich);
    }
    await answering('respuesta-marcar_leido').star(id(4), false);
    const asked = (verb, body) => ['POST', `/api/chat/mensaje/${verb}`, { mensaje_id: id(4), ...body }];
    assert.deepEqual(asks, [
      asked('editar', { contenido: 'Otro', menciones: ['todos'] }), asked('eliminar', {}), asked('reaccionar', { emoji: '👍', quitar: false }),
      asked('reaccionar', { emoji: '👍', quitar: true }), asked('fijar', { quitar: false }), asked('confirmar', {}), asked('destacar', { quitar: true }),
    ]);
  });

  it('what is pinned and what is starred', async () => {
    assert.deepEqual(await answering('respuesta-mensajes-con_todo').pinned(CHAT), [rich, line]);
    assert.deepEqual(await answering('respuesta-mensajes-con_todo').starred(id(9)), { messages: [rich, line], hasOlder: false });
    assert.deepEqual(await answering('respuesta-mensajes-con_todo').urgent(id(9), true), { messages: [rich, line], hasOlder: false });
    assert.deepEqual(asks.map(([, path]) => path), [
      `/api/chat/fijados/${CHAT}`, `/api/chat/destacados?antes_de=${id(9)}`, `/api/chat/urgentes?antes_de=${id(9)}&pendientes=true`,
    ]);
  });

  it('what became of a message, and what it said before', async () => {
    const at = (minute) => new Date(`2025-11-25T10:4${minute}:00.000Z`);
    assert.deepEqual(await answering('respuesta-mensaje_estado').receipts(id(4)), [
      { person: luis, isReceived: true, receivedAt: at(1), isRead: true, readAt: at(2) },
      { person: marta, isReceived: false, receivedAt: null, isRead: false, readAt: null },
    ]);
    assert.deepEqual(await answering('respuesta-mensaje_ediciones').editions(id(4)), [{ text: 'antes', until: new Date('2025-11-25T10:35:00.000Z') }]);
  });

  it('what was found', async () => {
    const answer = await answering('respuesta-buscar').search('llegó "a b"', id(9));
    assert.deepEqual(answer, {
      hits: [{ message: answered, snippet: [{ text: 'Sí, «', isMarked: false }, { text: 'llegó', isMarked: true }, { text: '» <ayer>', isMarked: false }] }],
      hasOlder: true, isComplete: false,
    });
    assert.deepEqual(asks.map(([, path]) => path), [`/api/chat/buscar?q=lleg%C3%B3%20%22a%20b%22&antes_de=${id(9)}`]);
  });

  it('a message with files', async () => {
    const file = (number) => ({ id: `01941f29-7c00-7000-8000-0000000000f${number}`, bytes: 4096, width: null, height: null, hasThumbnail: false });
    const picture = { ...file(1), name: 'estante.jpg', kind: 'image/jpeg', width: 900, height: 600, hasThumbnail: true };
    const paper = { ...file(2), name: 'boleta.pdf', kind: 'application/pdf' };
    const [carrying] = await answering('respuesta-mensajes-adjuntos').pinned(CHAT);
    assert.deepEqual(carrying, { ...message(5, luis, '📎 2 archivos'), attachments: [picture, paper], isTextless: true });
    await answering('respuesta-mensaje_enviar').send({ id: id(4), conversationId: CHAT, text: '', attachments: [picture, paper] });
    assert.deepEqual(asks[1][2], { id: id(4), conversacion_id: CHAT, contenido: '', adjuntos: [picture.id, paper.id] });
  });

  it('a file on its way', async () => {
    const sent = [];
    const real = globalThis.XMLHttpRequest;
    const answers = (name, status) => {
      globalThis.XMLHttpRequest = class {
        upload = {};
        open(...line) { sent.push(line); }
        setRequestHeader() {}
        send() { Object.assign(this, { status, responseText: JSON.stringify(golden(name)) }).onload(); }
      };
      return new FileLine();
    };
    const upload = { id: '01941f29-7c00-7000-8000-0000000000f3', name: 'nota.txt', kind: '', bytes: 4096, received: 1024, isComplete: false };
    const { width, height, hasThumbnail, ...begun } = await answers('respuesta-archivo', 201).begin('nota.txt', 4096);
    assert.deepEqual([begun, width, height, hasThumbnail], [upload, undefined, undefined, false]);
    assert.equal((await answers('respuesta-archivo', 200).state(upload.id)).received, 1024);
    const going = answers('respuesta-archivo-otro_lugar', 409).put(upload.id, 5, 'x', { progress() {}, onStart() {} });
    await assert.rejects(going, { status: 409, message: 'El archivo sigue desde otro lugar' });
    await answers('respuesta-marcar_leido', 200).giveUp(upload.id);
    globalThis.XMLHttpRequest = real;
    assert.deepEqual(sent, [
      ['POST', '/api/chat/archivo'], ['GET', `/api/chat/archivo/${upload.id}/estado`], ['PUT', `/api/chat/archivo/${upload.id}?desde=5`],
      ['DELETE', `/api/chat/archivo/${upload.id}`],
    ]);
  });

  it('a group that is changed', async () => {
    const api = answering('respuesta-grupo');
    for (const change of [
      api.addToGroup(GROUP, [luis.id]), api.removeFromGroup(GROUP, luis.id), api.renameGroup(GROUP, 'Otro'), api.setGroupRole(GROUP, luis.id, 'owner'),
      api.setAnnouncing(GROUP, true),
    ]) assert.deepEqual(await change, members);
    await answering('respuesta-marcar_leido').leaveGroup(GROUP);
    assert.deepEqual(asks.map(([, path, body]) => [path.split('/').pop(), body]), [
      ['agregar', { conversacion_id: GROUP, participantes: [luis.id] }], ['quitar', { conversacion_id: GROUP, usuario_id: luis.id }],
      ['renombrar', { conversacion_id: GROUP, nombre: 'Otro' }], ['rol', { conversacion_id: GROUP, usuario_id: luis.id, rol_grupo: 'dueño' }],
      ['anuncios', { conversacion_id: GROUP, solo_admins: true }], ['salir', { conversacion_id: GROUP }],
    ]);
  });

  it('an error, with its sentence and its pause', async () => {
    const api = answering('respuesta-error', 429, { 'Retry-After': '7' });
    const told = [];
    api.on('busy', (...words) => told.push(words));
    await assert.rejects(api.people(), { status: 429, message: SENTENCE, retryAfter: 7 });
    assert.deepEqual(told, [[7, SENTENCE]]);
  });
});

// ---- Socket.IO ----

/** A socket that says what the test lets it say. */
class Wire {
  id = 'sid';
  active = true;
  sent = [];
  #listeners = new Map();

  on(name, listener) {
    this.#listeners.set(name, listener);
  }

  off() {}

  connect() {}

  emit(...words) {
    this.sent.push(words);
  }

  says(name, data) {
    assert.ok(this.#listeners.has(name), `the page listens to ${name}`);
    this.#listeners.get(name)(data);
  }
}

/** A Live that is up, and all that it fires under these names. */
async function live(...names) {
  const wire = new Wire();
  const line = new Live(() => wire, async () => 'ok');
  const fired = [];
  const isUp = new Promise((resolve) => line.on('up', resolve));
  for (const name of names) line.on(name, (...words) => fired.push(words));
  line.connect();
  wire.says('conectado', golden('evento-conectado'));
  assert.equal(await isUp, 43, 'the number of the newest event');
  return { line, wire, fired };
}

describe('what the page makes of the server\'s events', () => {
  it('the numbered ones', async () => {
    const { wire, fired } = await live('event');
    wire.says('mensaje_recibido', golden('evento-mensaje_recibido'));
    wire.says('nueva_conversacion', golden('evento-nueva_conversacion'));
    wire.says('conversacion_creada', golden('evento-conversacion_creada'));
    assert.deepEqual(fired.map(([event]) => bareEvent(event)), [
      { n: 42, message: answered },
      { n: 43, conversation: group(ana, marta) },
      { n: 43, conversation: group(luis, marta) },
    ]);
  });

  it('what changed while the page was away', async () => {
    const came = await answering('respuesta-eventos_cambios').eventsAfter(50);
    assert.deepEqual(came.events, [
      { n: 51, changed: rich, how: 'cambiado', by: null }, { n: 52, group: members }, { n: 53, left: GROUP },
    ]);
  });

  it('a message is changed, a group is, one comes into it and goes', async () => {
    const { wire, fired } = await live('event');
    wire.says('mensaje_editado', golden('evento-mensaje_editado'));
    wire.says('grupo_cambiado', golden('evento-grupo_cambiado'));
    wire.says('conversacion_quitada', golden('evento-conversacion_quitada'));
    wire.says('nueva_conversacion', golden('evento-nueva_conversacion-agregada'));
    assert.deepEqual(fired.map(([event]) => bareEvent(event)), [
      { n: 51, changed: { ...rich }, how: 'editado', by: luis.id }, { n: 52, group: members }, { n: 53, left: GROUP },
      { n: 54, conversation: announcing },
    ]);
  });

  it('what others have received and read, what is starred elsewhere, who stopped typing', async () => {
    const { line: open, wire, fired } = await live('readUpTo', 'received', 'starred', 'stoppedTyping');
    for (const name of ['mensajes_leidos', 'mensajes_recibidos', 'mensaje_destacado', 'usuario_dejo_de_escribir']) wire.says(name, golden(`evento-${name}`));
    assert.deepEqual(fired, [
      [{ conversationId: CHAT, userId: luis.id, upTo: 42 }], [{ userId: luis.id, upTo: 43 }],
      [{ messageId: id(4), conversationId: CHAT, isStarred: true }], [{ conversationId: CHAT, userId: luis.id }],
    ]);
    const told = open.received(50);
    const [event, body, acknowledge] = wire.sent.pop();
    assert.deepEqual([event, body], ['mensajes_recibidos', { hasta: 50 }]);
    acknowledge(golden('acuse-escribiendo'));
    assert.ok(await told);
  });

  it('another process changed the database', async () => {
    const { wire, fired } = await live('changed');
    wire.says('cambios_externos', golden('evento-cambios_externos'));
    assert.deepEqual(fired, [[43]]);
  });

  it('somebody is typing', async () => {
    const { wire, fired } = await live('typing');
    wire.says('usuario_escribiendo', golden('evento-usuario_escribiendo'));
    assert.deepEqual(fired, [[{ conversationId: CHAT, userId: luis.id, name: 'Luis Soto' }]]);
  });

  it('somebody came or went', async () => {
    const { wire, fired } = await live('presence');
    for (const name of ['presencia', 'presencia-se_fue', 'presencia-nunca']) wire.says('presencia', golden(`evento-${name}`));
    assert.deepEqual(fired, [
      [{ userId: luis.id, isOnline: true, seenAt: null }],
      [{ userId: marta.id, isOnline: false, seenAt: new Date('2025-11-25T10:30:00.000Z') }],
      [{ userId: '44444444-4', isOnline: false, seenAt: null }],
    ]);
  });

  it('read on another device', async () => {
    const { wire, fired } = await live('read');
    for (const name of ['conversacion_leida', 'conversacion_leida-entera']) wire.says('conversacion_leida', golden(`evento-${name}`));
    assert.deepEqual(fired, [
      [{ conversationId: CHAT, unread: 1, messageId: id(2) }],
      [{ conversationId: CHAT, unread: 0, messageId: null }],
    ]);
  });

  it('the acknowledgement of a message, and a refusal', async () => {
    const { line, wire } = await live();
    for (const [name, expected] of [['acuse-mensaje_enviar', asked], ['acuse-error', null]]) {
      const sent = line.send({ id: id(1), conversationId: CHAT, text: '¿Llegó?' });
      const [event, body, acknowledge] = wire.sent.pop();
      assert.deepEqual([event, body], ['mensaje_enviar', { id: id(1), conversacion_id: CHAT, contenido: '¿Llegó?' }]);
      acknowledge(golden(name));
      assert.deepEqual(await sent, expected);
    }
  });

  // What this page has no use for, and scripts have: the shape alone is looked at.
  it('the rest is as CONTRACT.md says', () => {
    assert.deepEqual(golden('evento-unido_conversacion'), { conversacion_id: CHAT, mensaje: 'Te has unido a la conversación' });
    assert.deepEqual(golden('evento-error'), { mensaje: SENTENCE });
    assert.deepEqual(golden('acuse-escribiendo'), { ok: true });
    assert.deepEqual(golden('acuse-sincronizar'), { ok: true, ...golden('respuesta-eventos') });
    assert.equal(toMessage(golden('respuesta-mensaje_enviar').mensaje).id, id(1));
  });

  it('no shape is left unread', () => {
    assert.deepEqual([...read].sort(), fs.readdirSync(GOLDEN).sort());
  });
});
