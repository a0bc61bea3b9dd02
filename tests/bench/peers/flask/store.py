"""The only SQL. One connection, because gevent runs everything on one thread and SQLite doesn't yield; Python keeps its
statements prepared. People don't change while this server runs, so they are kept as they are shown."""

import sqlite3
import uuid
from datetime import datetime, timezone

MESSAGE = 'SELECT id, conversacion_id, usuario_id, contenido, fecha_envio, editado, eliminado FROM mensajes_chat '
LIST = """SELECT c.id, c.nombre, c.es_grupal, c.ultima_actualizacion, c.total_mensajes - p.propios - p.ajenos_leidos,
            m.id, m.contenido, m.fecha_envio, m.usuario_id, m.editado, m.eliminado
          FROM participantes_chat p
          JOIN conversaciones_chat c ON c.id = p.conversacion_id
          LEFT JOIN mensajes_chat m ON m.secuencia = c.ultima_secuencia
          WHERE p.usuario_id = ? ORDER BY c.orden DESC"""
OTHERS = """SELECT p.conversacion_id, p.usuario_id FROM participantes_chat mine
            JOIN participantes_chat p ON p.conversacion_id = mine.conversacion_id AND p.usuario_id <> mine.usuario_id
            WHERE mine.usuario_id = ?"""
INSERT = """INSERT INTO mensajes_chat (secuencia, id, conversacion_id, usuario_id, contenido, fecha_envio)
            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"""
TOUCH = """UPDATE conversaciones_chat SET ultima_actualizacion = ?, orden = ?, ultima_secuencia = ?,
             total_mensajes = total_mensajes + 1 WHERE id = ?"""
COUNT = 'UPDATE participantes_chat SET propios = propios + 1 WHERE conversacion_id = ? AND usuario_id = ?'
CREATE = """INSERT INTO conversaciones_chat
              (id, nombre, es_grupal, creado_por, ultima_actualizacion, par_clave, orden) VALUES (?, ?, ?, ?, ?, ?, ?)"""
NEWEST = """SELECT max((SELECT valor FROM ajustes WHERE clave = 'secuencia'),
                       (SELECT max(secuencia) FROM mensajes_chat))"""


class Failure(Exception):
    """What a client is told that asked for what it can't have."""

    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


class Store:
    def __init__(self, file):
        # Transactions are begun by hand, at once for writing.
        self._database = sqlite3.connect(file, isolation_level=None, cached_statements=64)
        run = self._database.execute
        run('PRAGMA journal_mode = WAL')
        run('PRAGMA synchronous = FULL')
        run('PRAGMA foreign_keys = ON')
        # As much as the chat gives its writer.
        run('PRAGMA cache_size = -16000')
        run('CREATE TABLE IF NOT EXISTS peer_sesiones (token TEXT PRIMARY KEY, usuario_id TEXT) WITHOUT ROWID')
        rows = run('SELECT rut_usuario, nombre, correo, rol FROM usuarios WHERE activo ORDER BY nombre_orden')
        self.people = {row[0]: _user(*row) for row in rows}
        self._sequence = run(NEWEST).fetchone()[0]
        self._run = run

    def close(self):
        self._database.close()

    def sessions(self):
        return dict(self._run('SELECT token, usuario_id FROM peer_sesiones'))

    def keep_session(self, token, key):
        self._run('INSERT INTO peer_sesiones VALUES (?, ?)', (token, key))

    def members_for(self, conversation, key):
        """Who takes part; nobody else learns whether the conversation exists."""
        rows = self._run('SELECT usuario_id FROM participantes_chat WHERE conversacion_id = ?', (conversation,))
        members = [member for (member,) in rows]
        if key not in members:
            raise Failure(403, 'No tienes acceso a esta conversación')
        return members

    def conversations(self, key):
        others = {}
        for conversation, other in self._run(OTHERS, (key,)):
            others.setdefault(conversation, []).append(self.people[other])
        return [_conversation(row, others.get(row[0], [])) for row in self._run(LIST, (key,))]

    def page(self, conversation, key, limit, before):
        self.members_for(conversation, key)
        place, bound = '', (conversation,)
        if before:
            place, bound = 'AND secuencia < ? ', (conversation, self._place_of(before, conversation))
        sql = f'{MESSAGE} WHERE conversacion_id = ? {place}ORDER BY secuencia DESC LIMIT ?'
        rows = self._run(sql, (*bound, limit + 1)).fetchall()
        shown = [self._shown(row, key) for row in reversed(rows[:limit])]
        return {'mensajes': shown, 'hay_mas': len(rows) > limit}

    def _place_of(self, message, conversation):
        sql = 'SELECT secuencia FROM mensajes_chat WHERE id = ? AND conversacion_id = ?'
        found = self._run(sql, (message, conversation)).fetchone()
        if found is None:
            raise Failure(404, 'Mensaje no encontrado')
        return found[0]

    def _shown(self, row, reader):
        key, conversation, author, text, sent_at, edited, deleted = row
        return {
            'id': key,
            'conversacion_id': conversation,
            'usuario_id': author,
            'contenido': '' if deleted else text,
            'fecha_envio': sent_at,
            'editado': bool(edited),
            'eliminado': bool(deleted),
            'usuario': self.people[author],
            'es_propio': author == reader,
        }

    def add(self, author, conversation, text, key):
        """Stores a message, which is on disk when this returns: it, the members, and whether it is new."""
        self._run('BEGIN IMMEDIATE')
        try:
            members = self.members_for(conversation, author)
            sent_at, sequence = _now(), self._sequence + 1
            is_new = self._run(INSERT, (sequence, key, conversation, author, text, sent_at)).rowcount > 0
            if is_new:
                self._run(TOUCH, (sent_at, sequence, sequence, conversation))
                self._run(COUNT, (conversation, author))
            row = (key, conversation, author, text, sent_at, 0, 0)
            message = self._shown(row if is_new else self._again(row), author)
            self._run('COMMIT')
        except BaseException:
            self._run('ROLLBACK')
            raise
        self._sequence = sequence if is_new else self._sequence
        return message, members, is_new

    def _again(self, row):
        stored = self._run(f'{MESSAGE} WHERE id = ?', (row[0],)).fetchone()
        if stored[:4] != row[:4]:
            raise Failure(409, 'Ese identificador ya se usó')
        return stored

    def create(self, maker, others, name):
        """Opens the conversation of two people, or makes a group: its id, and whether it is new."""
        if any(other not in self.people for other in others):
            raise Failure(404, 'Usuario no encontrado')
        pair = '|'.join(sorted([maker, *others])) if name is None else None
        found = self._run('SELECT id FROM conversaciones_chat WHERE par_clave = ?', (pair,)).fetchone()
        if found:
            return found[0], False
        key, self._sequence = str(uuid.uuid4()), self._sequence + 1
        self._run('BEGIN IMMEDIATE')
        self._run(CREATE, (key, name, name is not None, maker, _now(), pair, self._sequence))
        for member in [maker, *others]:
            self._run('INSERT INTO participantes_chat (conversacion_id, usuario_id) VALUES (?, ?)', (key, member))
        self._run('COMMIT')
        return key, True


def _now():
    return datetime.now(timezone.utc).isoformat(timespec='milliseconds').replace('+00:00', 'Z')


def _user(key, name, email, role):
    first = name.split()[0]
    return {
        'id': key,
        'nombre': first,
        'apellido': '',
        'nombre_completo': name,
        'email': email or '',
        'rol': role,
        'iniciales': first[:2].upper(),
    }


def _conversation(row, others):
    key, name, is_group, updated_at, unread, last, text, sent_at, author, edited, deleted = row
    return {
        'id': key,
        'nombre': name or f'Chat con {others[0]["nombre"]}',
        'es_grupal': bool(is_group),
        'participantes': others,
        'ultimo_mensaje': last and {
            'id': last,
            'contenido': '' if deleted else text,
            'fecha_envio': sent_at,
            'usuario_id': author,
            'editado': bool(edited),
        },
        'ultima_actualizacion': updated_at,
        'mensajes_no_leidos': unread,
    }
