// The page's entry: starts the app and offers what the design's integration example calls, in the wire's own words.
// Reading order: app.js (who calls whom), writing.js, room.js and outbox.js (how nothing is lost or doubled), wire.js, views/.
import { App } from './app.js';
import { Cache } from './cache.js';
import { speak, t, translateDocument } from './i18n.js';
import { Settings } from './settings.js';
import { toConversation, toMessage } from './wire.js';
import { startWorker } from './worker.js';

const settings = new Settings();
const { dataset } = document.body;
// The server's page says whose it is; nobody's page comes from the service worker when the server is away.
let app = dataset.usuarioId ? makeApp(false) : null;

window.Chat = {
  state: {
    // The open conversation as the API describes it, or null.
    get conversacionActual() {
      return app && app.current && app.current.wire;
    },
  },

  // Takes a conversation of the API, or its id.
  abrirConversacion(conversacion) {
    if (typeof conversacion === 'string') return app.open(conversacion);
    if (conversacion.nombre) app.add(toConversation(conversacion));
    return app.open(conversacion.id);
  },

  // A message already shown is not shown twice; one of another conversation counts there.
  agregarMensajeAlDOM(mensaje) {
    app.receive(toMessage(mensaje));
    app.renderNow();
  },

  // Asks the server, so that calling it besides our own live line counts nothing double.
  actualizarBadgeConversacion() {
    app.reloadListSoon();
  },
};

async function start() {
  await speak(settings.get('language'));
  translateDocument();
  if (app) startWorker();
  else dataset.usuarioId = await Cache.owner() || '';
  if (!dataset.usuarioId) return waitForServer();
  if (!app) app = makeApp(true);
  app.start();
}

function makeApp(isKept) {
  const seconds = Number(meta('sesion-segundos'));
  return new App({ settings, isKept, seconds, userId: dataset.usuarioId, name: dataset.usuarioNombre || '', token: meta('csrf-token'), io: window.io });
}

// Nobody is known here, or not any more: there is nothing to show before the server is back.
function waitForServer() {
  document.getElementById('lista-nota').textContent = t('nothingKept');
  setInterval(() => fetch('/healthz', { cache: 'no-store' }).then((answer) => answer.ok && location.reload()).catch(() => {}), 3000); // ms
}

function meta(name) {
  const element = document.querySelector(`meta[name="${name}"]`);
  return element ? element.content : '';
}

start();
