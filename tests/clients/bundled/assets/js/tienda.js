// A store's own page, with the design's snippet and no network: const socket = io(); socket.on(…); socket.emit(…).
// The test chooses the transports in the address.
const chosen = new URLSearchParams(location.search).get('transports');
const socket = chosen ? io({ transports: chosen.split(',') }) : io();
const heard = [];

for (const name of [
  'connect', 'disconnect', 'connect_error', 'conectado', 'unido_conversacion', 'mensaje_recibido', 'usuario_escribiendo',
  'nueva_conversacion', 'error',
]) {
  socket.on(name, (data) => heard.push({ name, data: data instanceof Error ? data.message : data }));
}
