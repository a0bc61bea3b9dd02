// Years of messages at once: written into the database file of a stopped server, as schema.sql describes it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const WRITE = `
import json, sqlite3, sys
order = json.load(sys.stdin)
db = sqlite3.connect(order['file'])
number, = db.execute('SELECT numero FROM conversaciones_chat WHERE id = ?', (order['conversation'],)).fetchone()
first = db.execute("SELECT valor FROM ajustes WHERE clave = 'secuencia'").fetchone()[0] + 1
texts, authors, count = order['texts'], order['authors'], order['count']
def rows():
    for place in range(1, count + 1):
        seconds = place * 300
        yield (number * 2**32 + place, '01900000-0000-7000-8000-%012x' % place, first + place - 1, order['conversation'],
               authors[place // 3 % len(authors)], '%d %s' % (place, texts[place % len(texts)]), seconds)
db.executemany("""INSERT INTO mensajes_chat (lugar, id, secuencia, conversacion_id, usuario_id, contenido, fecha_envio)
    VALUES (?, ?, ?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', '2024-01-01', '+' || ? || ' seconds'))""", rows())
last = first + count - 1
db.execute('UPDATE conversaciones_chat SET total_mensajes = ?, ultima_secuencia = ?, orden = ? WHERE numero = ?', (count, last, last, number))
for person in [r[0] for r in db.execute('SELECT usuario_id FROM participantes_chat WHERE conversacion_id = ?', (order['conversation'],))]:
    unread = order['unread'].get(person, 0)
    own, = db.execute('SELECT count(*) FROM mensajes_chat WHERE conversacion_id = ? AND usuario_id = ?', (order['conversation'], person)).fetchone()
    others = db.execute('SELECT secuencia FROM mensajes_chat WHERE conversacion_id = ? AND usuario_id <> ? ORDER BY secuencia DESC LIMIT 1 OFFSET ?',
                        (order['conversation'], person, unread)).fetchone()
    db.execute('UPDATE participantes_chat SET propios = ?, ajenos_leidos = ?, leido_secuencia = ? WHERE conversacion_id = ? AND usuario_id = ?',
               (own, count - own - unread, others[0] if others else 0, order['conversation'], person))
db.execute("UPDATE ajustes SET valor = ? WHERE clave = 'secuencia'", (last,))
db.commit()
`;

const TEXTS = [
  'Buenos días', '¿Llegó el pedido de paracetamol? El cliente de las once pregunta por tercera vez.', 'Sí',
  'Revisé la bodega completa y faltan doce cajas de té, tres de azúcar y una de café; las demás cuadran con la guía de despacho que firmó Carla el viernes en la tarde, así que el error tiene que venir de antes.',
  'ok', 'Línea uno\nLínea dos\nLínea tres', 'Mira https://tienda.cl/pedidos/2024?n=12',
];

/** `count` messages in an empty conversation; `unread`: {rut: how many of the others' are still unread}. */
export async function writeMany(server, conversation, { count, authors, unread = {} }) {
  const python = spawn('python3', ['-c', WRITE], { stdio: ['pipe', 'inherit', 'inherit'] });
  python.stdin.end(JSON.stringify({ file: path.join(server.data, 'chat.db'), conversation, count, authors, unread, texts: TEXTS }));
  const [code] = await once(python, 'close');
  if (code !== 0) throw new Error(`writing ${count} messages ended with ${code}`);
}

/** The number that the text of each message begins with. */
export function numbered(texts) {
  return texts.map((text) => Number.parseInt(text, 10));
}
