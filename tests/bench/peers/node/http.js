// REST on Node's own server: a framework would only cost.

import { Failure } from './failure.js';
import { send } from './messages.js';

const PAGE = 100;
const HISTORY = '/api/chat/mensajes/';

const ROUTES = {
  'GET /api/chat/usuarios': ({ store }, person) => [200, { usuarios: store.everyoneBut(person.id) }],
  'GET /api/chat/conversaciones': ({ store }, person) => [200, { conversaciones: store.conversations(person.id) }],
  'POST /api/chat/conversacion/crear': create,
  'POST /api/chat/mensaje/enviar': async (chat, person, data) => {
    const { message, isNew } = await send(chat, person.id, data);
    return [isNew ? 201 : 200, { mensaje: message }];
  },
};

export async function answer(chat, request, response) {
  try {
    const [status, body, headers] = await route(chat, request);
    reply(response, status, body, headers);
  } catch (fault) {
    if (fault instanceof Failure) return reply(response, fault.status, { error: fault.message });
    console.error(fault);
    reply(response, 500, { error: 'Error interno' });
  }
}

function reply(response, status, body, headers) {
  const text = JSON.stringify(body);
  const about = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text), ...headers };
  response.writeHead(status, about).end(text);
}

async function route(chat, request) {
  const { path, query } = split(request.url);
  const data = request.method === 'POST' ? await json(request) : undefined;
  if (path === '/login' && data) return logIn(chat, data);
  const person = chat.accounts.of(request);
  if (!person) throw new Failure(401, 'Usuario no autenticado');
  if (request.method === 'GET' && path.startsWith(HISTORY)) {
    return page(chat, person, path.slice(HISTORY.length), new URLSearchParams(query));
  }
  const found = ROUTES[`${request.method} ${path}`];
  if (!found) throw new Failure(404, 'No encontrado');
  return found(chat, person, data);
}

function split(url) {
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

async function json(request) {
  const body = await read(request);
  try {
    return JSON.parse(body);
  } catch {
    throw new Failure(400, 'Faltan datos requeridos');
  }
}

// By events: iterating over the request costs more.
function read(request) {
  return new Promise((resolve, reject) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => resolve(body));
    request.on('error', reject);
  });
}

function logIn({ accounts }, { usuario, password }) {
  const found = accounts.logIn(String(usuario), String(password));
  if (!found) throw new Failure(401, 'Usuario o contraseña incorrectos');
  const cookie = `session=${found.token}; Path=/; HttpOnly; SameSite=Lax`;
  return [200, { usuario: found.person }, { 'Set-Cookie': cookie }];
}

function page({ store }, person, conversationId, query) {
  const limit = Number(query.get('limit') ?? PAGE);
  if (!Number.isInteger(limit)) throw new Failure(400, 'Faltan datos requeridos');
  return [200, store.page(conversationId, person.id, Math.min(Math.max(limit, 1), PAGE), query.get('antes_de'))];
}

function create({ store }, person, { participantes, es_grupal, nombre }) {
  const others = [...new Set(participantes)].filter((key) => key !== person.id);
  if (!es_grupal && others.length !== 1) throw new Failure(400, 'Debes especificar exactamente un participante');
  const made = store.create(person.id, others, es_grupal ? nombre : undefined);
  const shown = { id: made.id, nombre: nombre ?? `Chat con ${made.others[0].nombre}`, es_grupal: Boolean(es_grupal) };
  return [
    made.isNew ? 201 : 200,
    { conversacion: { ...shown, creado: made.isNew, participantes: made.others }, conversacion_id: made.id },
  ];
}
