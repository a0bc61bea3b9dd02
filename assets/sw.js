// The service worker: opens the chat when the server can't be reached. It keeps the files of one version of the program
// and nobody's page; what people wrote is kept by the page itself (js/cache.js). It touches nothing but the opening of
// the chat and these files: never the API, never the line, never anything that is sent.
// The server fills in the version and [address, tag] of each file; other files make another version.
const VERSION = '{{version}}';
const FILES = {{files}};
const PREFIX = 'weigence-chat-';
const CACHE = PREFIX + VERSION;
const PAGE = '/sin-conexion';
const PATIENCE_MS = 4000; // for a server that is there but does not answer; one that is away refuses at once

self.addEventListener('install', (event) => event.waitUntil(keepAll()));

// All or nothing: a file that is not of this version (the server was replaced meanwhile) ends the installation, and the
// browser tries again with the new one.
async function keepAll() {
  const cache = await caches.open(CACHE);
  await Promise.all(FILES.map(async ([address, tag]) => {
    const answer = await fetch(address, { cache: 'no-cache', credentials: 'same-origin' });
    if (!answer.ok || !(answer.headers.get('ETag') || '').includes(tag)) throw new Error(`${address} is of another version`);
    await cache.put(address, answer);
  }));
  await self.skipWaiting(); // an open page goes on with what it has; its files come from the server from now on
}

self.addEventListener('activate', (event) => event.waitUntil(takeOver()));

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (url.pathname === '/chat' || url.pathname === '/') event.respondWith(openChat(request, event.resultingClientId));
  } else if (url.pathname !== PAGE && FILES.some(([address]) => address === url.pathname)) {
    event.respondWith(file(request, url.pathname, event.clientId));
  }
});

// Pages of this very version: they get its files from here. Forgotten with this worker, and then the server is asked.
const ours = new Set();

async function openChat(request, clientId) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(request, { signal: abort.signal });
    if (answer.headers.get('X-Version') === VERSION) ours.add(clientId);
    // On to the login: whoever was here is here no more, and what was kept for them goes.
    if (answer.type === 'opaqueredirect' && new URL(request.url).pathname === '/chat') forget();
    return answer;
  } catch (unreachable) {
    const page = await kept(PAGE);
    if (!page) throw unreachable;
    ours.add(clientId);
    return page;
  } finally {
    clearTimeout(timer);
  }
}

// A page of another version gets its files from the server, which has that version, so that no two are ever mixed.
async function file(request, address, clientId) {
  if (ours.has(clientId)) return await kept(address) || fetch(request);
  return fetch(request).catch(async (unreachable) => {
    const answer = await kept(address);
    if (!answer) throw unreachable;
    return answer;
  });
}

async function kept(address) {
  return (await caches.open(CACHE)).match(address);
}

function forget() {
  indexedDB.deleteDatabase('weigence-chat-lectura'); // js/cache.js
}

// A notification was clicked: to the window that is open, or to a new one.
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { conversationId } = event.notification.data || {};
  event.waitUntil(show(conversationId));
});

async function show(conversationId) {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const chat = windows.find((one) => new URL(one.url).pathname === '/chat');
  if (!chat) return self.clients.openWindow(conversationId ? `/chat#${conversationId}` : '/chat');
  chat.postMessage({ open: conversationId });
  return chat.focus().catch(() => {}); // the browser may think that nobody clicked
}
