// Socket.IO.

import { Failure } from './failure.js';
import { send } from './messages.js';

export function listen(chat) {
  chat.io.use((socket, next) => {
    socket.data.person = chat.accounts.of(socket.request);
    next(socket.data.person ? undefined : new Error('Usuario no autenticado'));
  });
  chat.io.on('connection', (socket) => {
    // Socket.IO's advice for less memory: the request of the handshake has been read.
    socket.conn.request = null;
    // Everybody has a room, in which all their sockets are.
    socket.join(socket.data.person.id);
    socket.on('mensaje_enviar', (data, acknowledge) => take(chat, socket, data, acknowledge));
    socket.emit('conectado', { mensaje: 'Conectado al chat en tiempo real' });
  });
}

async function take(chat, socket, data, acknowledge) {
  const reply = typeof acknowledge === 'function' ? acknowledge : () => {};
  try {
    const { message } = await send(chat, socket.data.person.id, data);
    reply({ ok: true, mensaje: message });
  } catch (fault) {
    const sentence = fault instanceof Failure ? fault.message : 'Error interno';
    socket.emit('error', { mensaje: sentence });
    reply({ ok: false, error: sentence });
  }
}
