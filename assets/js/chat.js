// The page's entry: starts the app and offers what the design's integration example calls, in the wire's own words.
// Reading order: app.js (who calls whom), room.js and outbox.js (how nothing is lost or doubled), wire.js, views/.
import { App } from './app.js';
import { speak, translateDocument } from './i18n.js';
import { Settings } from './settings.js';
import { toConversation, toMessage } from './wire.js';

const settings = new Settings();
const app = new App({
  settings,
  userId: document.body.dataset.usuarioId,
  token: document.querySelector('meta[name="csrf-token"]').content,
  io: window.io,
});

window.Chat = {
  state: {
    // The open conversation as the API describes it, or null.
    get conversacionActual() {
      return app.current && app.current.wire;
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

speak(settings.get('language')).then(() => {
  translateDocument();
  app.start();
});
