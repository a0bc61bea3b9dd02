// A small Socket.IO client of our own (Socket.IO protocol 5 over Engine.IO 4), with the shape of the official one,
// so that a page of the shop needs no network to load it: `const socket = io(); socket.on(…); socket.emit(…, ack)`.
//
// What differs from the official client, on purpose:
// - `transports` is an order of preference, by default ['websocket', 'polling']: each is tried until one opens and
//   is then kept. There is no upgrade of an open connection: on a LAN a WebSocket either opens at once or never,
//   and an upgrade is a moment at which packets can be lost. ['polling'] and ['websocket'] mean just that.
// - Each io() has its own connection; `socket.io` is its manager (events open, close, reconnect_attempt, reconnect…).
// - No binary: an event with attachments is ignored, and the connection goes on.
// A listener that throws is reported to the console like any uncaught error and stops nothing else.
(function (global) {
  'use strict';

  const SEPARATOR = '\x1e'; // between packets in the body of a poll
  const PACKETS_PER_POST = 16; // python-engineio and servers like it refuse more in one body
  const FALLBACK_MS = 5000; // a WebSocket that neither opens nor fails keeps the next transport waiting this long
  const RESERVED = ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'];
  const DEFAULTS = {
    path: '/socket.io', transports: ['websocket', 'polling'], autoConnect: true, timeout: 20000, withCredentials: false,
    reconnection: true, reconnectionAttempts: Infinity, reconnectionDelay: 1000, reconnectionDelayMax: 5000,
    randomizationFactor: 0.5,
  };

  class Emitter {
    #listeners = new Map();

    on(name, listener) {
      this.#listeners.set(name, [...this.listeners(name), listener]);
      return this;
    }

    once(name, listener) {
      const wrapper = (...args) => {
        this.off(name, wrapper);
        listener.apply(this, args);
      };
      wrapper.original = listener; // so that off(name, listener) finds it
      return this.on(name, wrapper);
    }

    off(name, listener) {
      if (name === undefined) this.#listeners.clear();
      else if (listener === undefined) this.#listeners.delete(name);
      else {
        const at = this.listeners(name).findIndex((one) => one === listener || one.original === listener);
        if (at >= 0) this.#listeners.set(name, this.listeners(name).filter((_, index) => index !== at));
      }
      return this;
    }

    listeners(name) {
      return this.#listeners.get(name) || [];
    }

    hasListeners(name) {
      return this.listeners(name).length > 0;
    }

    // Calls the listeners here, in this page; internal (in a Socket, `emit` is the way to the server).
    _fire(name, ...args) {
      for (const listener of this.listeners(name)) guarded(() => listener.apply(this, args));
    }
  }
  Emitter.prototype.addEventListener = Emitter.prototype.on;
  Emitter.prototype.removeEventListener = Emitter.prototype.removeListener = Emitter.prototype.off;
  Emitter.prototype.removeAllListeners = Emitter.prototype.off;

  // The page's mistake must not break the client: it is thrown again on its own, where window.onerror sees it.
  function guarded(call) {
    try {
      call();
    } catch (mistake) {
      setTimeout(() => { throw mistake; });
    }
  }

  class WebSocketTransport {
    name = 'websocket';
    #socket;

    constructor(target, hooks) {
      this.#socket = new WebSocket(target.url('ws'));
      this.#socket.onmessage = (event) => { if (typeof event.data === 'string') hooks.packet(event.data); };
      this.#socket.onerror = () => hooks.closed('transport error', new Error('websocket error'));
      this.#socket.onclose = () => hooks.closed('transport close', new Error('websocket error'));
    }

    send(packets) {
      for (const packet of packets) this.#socket.send(packet);
    }

    close() {
      this.#socket.onmessage = this.#socket.onerror = this.#socket.onclose = null;
      this.#socket.close();
    }
  }

  class PollingTransport {
    name = 'polling';
    sid = '';
    maxPayload = Infinity;
    #target;
    #hooks;
    #queue = [];
    #posting = false;
    #closed = false;
    #abort = typeof AbortController === 'undefined' ? null : new AbortController();

    constructor(target, hooks) {
      this.#target = target;
      this.#hooks = hooks;
      this.#poll();
    }

    send(packets) {
      this.#queue.push(...packets);
      if (!this.#posting) this.#post();
    }

    // Says goodbye behind whatever still waits, so that a last emit before disconnect() arrives.
    close(isLost) {
      if (this.#closed) return;
      this.#closed = true;
      if (this.#abort) this.#abort.abort();
      if (this.sid && !isLost) this.send(['1']);
    }

    async #poll() {
      while (!this.#closed) {
        const body = await this.#request('GET', undefined, this.#abort && this.#abort.signal);
        if (body === null) return this.#fail('xhr poll error');
        for (const packet of body.split(SEPARATOR)) {
          if (!this.#closed && packet) this.#hooks.packet(packet);
        }
      }
    }

    async #post() {
      this.#posting = true;
      while (this.#queue.length) {
        if (await this.#request('POST', this.#takeBody()) === null) {
          this.#queue = [];
          this.#fail('xhr post error');
        }
      }
      this.#posting = false;
    }

    #takeBody() {
      let count = 0;
      let bytes = 0;
      while (count < this.#queue.length && count < PACKETS_PER_POST) {
        bytes += utf8Length(this.#queue[count]) + (count ? 1 : 0);
        if (count && bytes > this.maxPayload) break;
        count += 1;
      }
      return this.#queue.splice(0, count).join(SEPARATOR);
    }

    async #request(method, body, signal) {
      const options = { method, body, signal, cache: 'no-store', credentials: this.#target.credentials };
      if (body !== undefined) options.headers = { 'Content-Type': 'text/plain;charset=UTF-8' };
      try {
        const answer = await fetch(this.#target.url('http', this.sid), options);
        return answer.ok ? await answer.text() : null;
      } catch (unreachable) {
        return null;
      }
    }

    #fail(message) {
      if (this.#closed) return;
      this.#closed = true;
      this.#hooks.closed('transport error', new Error(message));
    }
  }

  function utf8Length(text) {
    let bytes = text.length;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7ff) bytes += unit >= 0xd800 && unit <= 0xdfff ? 1 : 2; // half a pair is two of its four bytes
      else if (unit > 0x7f) bytes += 1;
    }
    return bytes;
  }

  const TRANSPORTS = { websocket: WebSocketTransport, polling: PollingTransport };

  // One Engine.IO connection: opens the first transport that works, answers pings, notices when they stop.
  class Engine {
    transport = null;
    id = '';
    #target;
    #options;
    #hooks;
    #open = false;
    #closed = false;
    #attempt = null; // what the current transport was opened as; a late word of an earlier one is ignored
    #timer = null;
    #silenceMs = 0;
    #heardAt = 0;

    constructor(target, options, hooks) {
      this.#target = target;
      this.#options = options;
      this.#hooks = hooks;
      this.#try(0);
    }

    send(packet) {
      if (!this.#open) return;
      try {
        this.transport.send([packet]);
      } catch (gone) { // a WebSocket that is closing tells so in its own close event
      }
    }

    close(isLost) {
      this.#closed = true;
      this.#open = false;
      clearTimeout(this.#timer);
      if (this.transport) this.transport.close(isLost);
    }

    // A device that slept has missed its timer: by the wall clock the silence was too long.
    isStale() {
      return this.#open && Date.now() - this.#heardAt > this.#silenceMs;
    }

    #try(index) {
      const names = this.#options.transports;
      const attempt = this.#attempt = {};
      const isLast = index + 1 >= names.length;
      const failed = (reason, error) => {
        if (this.#attempt !== attempt || this.#closed) return;
        clearTimeout(this.#timer);
        if (this.#open || isLast) return this.#end(reason, error);
        if (this.transport) this.transport.close();
        this.#try(index + 1);
      };
      this.#timer = setTimeout(() => failed('transport error', new Error('timeout')),
        isLast ? this.#options.timeout : Math.min(FALLBACK_MS, this.#options.timeout));
      this.transport = null;
      const hooks = { packet: (data) => { if (this.#attempt === attempt && !this.#closed) this.#receive(data); }, closed: failed };
      try {
        this.transport = new TRANSPORTS[names[index]](this.#target, hooks);
      } catch (refused) { // an unknown name, or a browser that forbids it
        setTimeout(failed, 0, 'transport error', new Error('websocket error'));
      }
    }

    #receive(data) {
      this.#listenOn();
      const type = data[0];
      if (type === '0') this.#handshake(data.slice(1));
      else if (type === '2') this.send(`3${data.slice(1)}`);
      else if (type === '4') this.#hooks.message(data.slice(1));
      else if (type === '1') this.#end('transport close', new Error('transport close'));
    }

    #handshake(json) {
      let hello;
      try {
        hello = JSON.parse(json);
      } catch (garbled) {
        return this.#end('parse error', new Error('parse error'));
      }
      this.#open = true;
      this.id = this.transport.sid = hello.sid;
      this.transport.maxPayload = hello.maxPayload || Infinity;
      this.#silenceMs = hello.pingInterval + hello.pingTimeout;
      this.#listenOn();
      this.#hooks.opened();
    }

    // Anything heard is a sign of life; a whole ping interval and its grace without any means the line is dead.
    #listenOn() {
      this.#heardAt = Date.now();
      if (!this.#open) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#end('ping timeout', new Error('ping timeout')), this.#silenceMs);
    }

    #end(reason, error) {
      if (this.#closed) return;
      this.close(true);
      this.#hooks.closed(reason, error);
    }
  }

  // Keeps one connection for one socket: opens it, and opens it again after a growing, randomised pause.
  class Manager extends Emitter {
    engine = null;
    opts;
    #target;
    #socket = null;
    #wanted = false;
    #retry = null;
    #answerTimer = null;
    #attempts = 0;
    #isOpen = false;

    constructor(target, options) {
      super();
      this.#target = target;
      this.opts = options;
      const wake = () => { if (typeof document === 'undefined' || !document.hidden) this.#wake(); };
      if (typeof document !== 'undefined') document.addEventListener('visibilitychange', wake);
      if (typeof global.addEventListener === 'function') global.addEventListener('online', wake);
    }

    attach(socket) {
      this.#socket = socket;
    }

    get active() {
      return this.#wanted;
    }

    open() {
      this.#wanted = true;
      if (!this.engine && this.#retry === null) this.#connect();
    }

    send(packet) {
      if (this.engine) this.engine.send(`4${packet}`);
    }

    // CONNECT was accepted: only now is the way back known to be good, so only now is the pause small again.
    accepted() {
      clearTimeout(this.#answerTimer);
      const attempts = this.#attempts;
      this.#attempts = 0;
      if (attempts) this._fire('reconnect', attempts);
    }

    close() {
      this.#wanted = false;
      this.#attempts = 0;
      this.#drop();
    }

    #drop() {
      clearTimeout(this.#retry);
      clearTimeout(this.#answerTimer);
      this.#retry = null;
      this.#isOpen = false;
      const engine = this.engine;
      this.engine = null;
      if (engine) engine.close();
    }

    #connect() {
      this.#retry = null;
      this.engine = new Engine(this.#target, this.opts, {
        opened: () => this.#opened(),
        message: (data) => this.#socket._receive(data),
        closed: (reason, error) => this.#closed(reason, error),
      });
    }

    #opened() {
      this.#isOpen = true;
      this._fire('open');
      this.#answerTimer = setTimeout(() => this.#closed('transport error', new Error('timeout')), this.opts.timeout);
      this.#socket._opened();
    }

    #closed(reason, error) {
      const wasOpen = this.#isOpen;
      this.#drop();
      if (this.#wanted) this.#later(); // before the listeners, so that a connect() in one of them waits like the rest
      this._fire(wasOpen ? 'close' : 'error', wasOpen ? reason : error);
      this.#socket._closed(reason, error);
    }

    #later() {
      if (!this.opts.reconnection) return void (this.#wanted = false);
      if (this.#attempts >= this.opts.reconnectionAttempts) {
        this.close();
        return this._fire('reconnect_failed');
      }
      const { reconnectionDelay: base, reconnectionDelayMax: most, randomizationFactor: spread } = this.opts;
      const pause = Math.min(most, base * 2 ** Math.min(this.#attempts, 16) * (1 + spread * (2 * Math.random() - 1)));
      this.#attempts += 1;
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => this.#again(), pause);
    }

    #again() {
      this._fire('reconnect_attempt', this.#attempts);
      if (this.#wanted && !this.engine) this.#connect();
    }

    // The screen was lit or the Wi-Fi came back: no reason to sit out the pause, or to trust a line that slept.
    #wake() {
      if (this.engine && this.engine.isStale()) this.#closed('ping timeout', new Error('ping timeout'));
      if (this.#retry === null) return;
      clearTimeout(this.#retry);
      this.#again();
    }
  }

  // The namespace: events out and in, acknowledgements, and a buffer for what is emitted while there is no connection.
  class Socket extends Emitter {
    connected = false;
    id = undefined;
    auth;
    io;
    sendBuffer = [];
    #namespace;
    #acks = new Map();
    #nextAck = 0;
    #any = [];

    constructor(manager, namespace) {
      super();
      this.io = manager;
      this.auth = manager.opts.auth;
      this.#namespace = namespace === '/' ? '' : `${namespace},`;
      manager.attach(this);
    }

    get disconnected() {
      return !this.connected;
    }

    // True while it is connected or will come back by itself.
    get active() {
      return this.io.active;
    }

    connect() {
      if (!this.connected) this.io.open();
      return this;
    }

    disconnect() {
      const was = this.connected;
      if (was) this.io.send(`1${this.#namespace}`);
      this.io.close();
      if (was) this.#lost('io client disconnect');
      return this;
    }

    emit(name, ...args) {
      if (RESERVED.includes(name)) throw new Error(`"${name}" is a reserved event name`);
      const ack = typeof args[args.length - 1] === 'function' ? args.pop() : null;
      const id = ack ? this.#nextAck++ : '';
      const packet = `2${this.#namespace}${id}${JSON.stringify([name, ...args])}`; // throws here, at the caller's place
      if (ack) this.#acks.set(id, ack);
      if (this.connected) this.io.send(packet);
      else this.sendBuffer.push({ id, packet });
      return this;
    }

    emitWithAck(name, ...args) {
      return new Promise((resolve) => this.emit(name, ...args, resolve));
    }

    send(...args) {
      return this.emit('message', ...args);
    }

    onAny(listener) {
      this.#any = [...this.#any, listener];
      return this;
    }

    offAny(listener) {
      this.#any = listener ? this.#any.filter((one) => one !== listener) : [];
      return this;
    }

    _opened() {
      const join = (auth) => this.io.send(`0${this.#namespace}${auth ? JSON.stringify(auth) : ''}`);
      if (typeof this.auth === 'function') this.auth(join);
      else join(this.auth);
    }

    _receive(data) {
      let packet;
      try {
        packet = parse(data);
      } catch (garbled) {
        return; // one packet that nobody can read is no reason to lose the line
      }
      if (packet.namespace !== (this.#namespace.slice(0, -1) || '/')) return;
      if (packet.type === '0') this.#accepted(packet.data);
      else if (packet.type === '1') this.#ended();
      else if (packet.type === '2') this.#event(packet);
      else if (packet.type === '3') this.#acknowledged(packet);
      else if (packet.type === '4') this.#refused(packet.data);
    }

    _closed(reason, error) {
      if (this.connected) this.#lost(reason);
      else this._fire('connect_error', error);
    }

    #accepted(data) {
      this.id = data && data.sid;
      this.connected = true;
      const buffered = this.sendBuffer.splice(0);
      for (const { packet } of buffered) this.io.send(packet);
      this.io.accepted();
      this._fire('connect');
    }

    // Refused by the server's word, not by the line: trying again by itself would only be refused again.
    #refused(data) {
      this.io.close();
      const error = new Error((data && data.message) || 'connect_error');
      error.data = data && data.data;
      this._fire('connect_error', error);
    }

    #ended() {
      this.io.close();
      if (this.connected) this.#lost('io server disconnect');
    }

    #event({ id, data }) {
      if (!Array.isArray(data) || RESERVED.includes(data[0])) return;
      const args = data.slice(1);
      if (id !== null) args.push((...answer) => this.io.send(`3${this.#namespace}${id}${JSON.stringify(answer)}`));
      for (const listener of this.#any) guarded(() => listener.call(this, data[0], ...args));
      this._fire(data[0], ...args);
    }

    #acknowledged({ id, data }) {
      const ack = this.#acks.get(id);
      this.#acks.delete(id);
      if (ack && Array.isArray(data)) guarded(() => ack.apply(this, data));
    }

    // What was sent and not acknowledged stays unknown; only what still waits in the buffer can get its answer.
    #lost(reason) {
      this.connected = false;
      this.id = undefined;
      const waiting = this.sendBuffer.map(({ id }) => id);
      for (const id of [...this.#acks.keys()]) if (!waiting.includes(id)) this.#acks.delete(id);
      this._fire('disconnect', reason);
    }
  }
  Socket.prototype.open = Socket.prototype.connect;
  Socket.prototype.close = Socket.prototype.disconnect;

  // <type>[/namespace,][ack id][json]; binary types (5, 6) have no branch in _receive and fall through it.
  function parse(text) {
    const [, type, namespace, id, json] = /^(\d)(?:(\/[^,]*)(?:,|$))?(\d*)([^]*)$/.exec(text);
    return { type, namespace: namespace || '/', id: id === '' ? null : Number(id), data: json ? JSON.parse(json) : undefined };
  }

  // Where the connection goes: builds the address of each request.
  class Target {
    #base;
    #path;
    #query;
    #count = 0;

    constructor(base, options) {
      this.#base = base;
      this.#path = `${options.path.replace(/\/$/, '')}/`;
      this.#query = options.query || {};
      this.credentials = options.withCredentials ? 'include' : 'same-origin';
    }

    url(scheme, sid) {
      const secure = this.#base.protocol === 'https:' || this.#base.protocol === 'wss:';
      const query = new URLSearchParams(this.#query);
      query.set('EIO', '4');
      query.set('transport', scheme === 'ws' ? 'websocket' : 'polling');
      if (scheme === 'http') query.set('t', Date.now().toString(36) + (this.#count++).toString(36));
      if (sid) query.set('sid', sid);
      return `${scheme}${secure ? 's' : ''}://${this.#base.host}${this.#path}?${query}`;
    }
  }

  function io(url, options) {
    if (url && typeof url === 'object') return io(undefined, url);
    const base = new URL(url || '/', global.location && global.location.href);
    const opts = { ...DEFAULTS, ...options };
    if (base.search) opts.query = { ...Object.fromEntries(base.searchParams), ...opts.query };
    const socket = new Socket(new Manager(new Target(base, opts), opts), base.pathname);
    if (opts.autoConnect) socket.connect();
    return socket;
  }

  io.io = io.connect = io;
  io.Socket = Socket;
  io.Manager = Manager;
  io.protocol = 5;
  global.io = io;
})(typeof window === 'undefined' ? globalThis : window);
