// Somebody of the shop, seen from outside: a RUT, a password and, once logged in, a cookie.

import assert from 'node:assert/strict';

export class Person {
  cookie = null;

  constructor(server, { rut, name, password }) {
    Object.assign(this, { server, rut, name, password });
  }

  get csvLine() {
    return `${this.rut},${this.name},,vendedor,${this.password}`;
  }

  async logIn() {
    const answer = await send(this.server, null, '/login', { usuario: this.rut, password: this.password });
    assert.equal(answer.status, 200, `${this.name} should get in: ${JSON.stringify(answer.body)}`);
    const cookie = /(?:^|, )(session=[^;]+)/.exec(answer.cookies);
    assert.ok(cookie, `a session cookie for ${this.name} in ${answer.cookies}`);
    this.cookie = cookie[1];
    return this;
  }

  /** The same person at another till: a session of their own. */
  async atAnotherTill() {
    return new Person(this.server, this).logIn();
  }

  async logOut() {
    const answer = await this.post('/logout', {});
    assert.equal(answer.status, 204, 'a JSON logout answers 204');
  }

  async get(path) {
    return send(this.server, this.cookie, path);
  }

  async post(path, body) {
    return send(this.server, this.cookie, path, body);
  }

  /** POST that must succeed; its answer's body. */
  async does(path, body) {
    const answer = await this.post(path, body);
    assert.ok([200, 201].includes(answer.status), `${path} as ${this.name}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async chatWith(other) {
    const made = await this.does('/api/chat/conversacion/crear', { participantes: [other.rut] });
    return made.conversacion_id;
  }

  async group(name, ...others) {
    const participantes = others.map((other) => other.rut);
    const made = await this.does('/api/chat/conversacion/crear', { participantes, es_grupal: true, nombre: name });
    return made.conversacion_id;
  }

  async writes(conversacion_id, contenido, id) {
    return (await this.does('/api/chat/mensaje/enviar', { conversacion_id, contenido, id })).mensaje;
  }

  async history(conversacion_id) {
    return (await this.get(`/api/chat/mensajes/${conversacion_id}`)).body.mensajes;
  }
}

async function send(server, cookie, path, body) {
  const headers = { accept: 'application/json' };
  if (cookie) headers.cookie = cookie;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const response = await fetch(server.origin + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    redirect: 'manual',
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    body: isJson && text ? JSON.parse(text) : text,
    cookies: response.headers.getSetCookie().join(', '),
  };
}
