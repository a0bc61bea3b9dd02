"""Sending, by whichever door."""

import unicodedata
import uuid

from store import Failure

MOST = 4_000


def send(store, socketio, author, new):
    """Commits the message, then tells everybody's sockets."""
    message, members, is_new = store.add(author, *new)
    if is_new:
        # One packet for all of them: whose message it is, is left out.
        told = {key: value for key, value in message.items() if key != 'es_propio'}
        socketio.emit('mensaje_recibido', told, to=members)
    return message, is_new


def checked(data):
    """The conversation, the text and the id, if they are what the contract says."""
    data = data if isinstance(data, dict) else {}
    conversation, text, key = data.get('conversacion_id'), data.get('contenido'), data.get('id')
    text = unicodedata.normalize('NFC', text.strip()) if isinstance(text, str) else ''
    if not isinstance(conversation, str) or not text or '\0' in text:
        raise Failure(400, 'Faltan datos requeridos')
    if len(text) > MOST:
        raise Failure(413, 'Mensaje demasiado largo')
    try:
        return conversation, text, str(uuid.UUID(key) if key else uuid.uuid4())
    except (ValueError, TypeError, AttributeError) as wrong:
        raise Failure(400, 'Faltan datos requeridos') from wrong
