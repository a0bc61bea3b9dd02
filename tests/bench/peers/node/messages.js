// Sending, by whichever door.

import { Failure } from './failure.js';

const MOST = 4_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

// Commits the message, then tells everybody's sockets.
export async function send(chat, author, data) {
  const done = await chat.commit(checked(author, data));
  if (done.isNew) {
    // One packet for all of them: whose message it is, is left out.
    const { es_propio, ...told } = done.message;
    chat.io.to(done.members).emit('mensaje_recibido', told);
  }
  return done;
}

function checked(author, data) {
  const { conversacion_id, contenido, id } = data ?? {};
  const text = typeof contenido === 'string' ? contenido.trim().normalize() : '';
  const isFine = typeof conversacion_id === 'string' && text && !text.includes('\0') && (id == null || UUID.test(id));
  if (!isFine) throw new Failure(400, 'Faltan datos requeridos');
  if (text.length > MOST) throw new Failure(413, 'Mensaje demasiado largo');
  return { author, conversationId: conversacion_id, text, id };
}
