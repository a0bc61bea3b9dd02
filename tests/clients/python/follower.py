"""A python-socketio client that keeps up as README tells it to, driven by lines on its standard input.

    follower.py ORIGIN COOKIE

`start` reads the state and connects, `has CONVERSATION MESSAGE` waits for a message, `knows RUT NAME` for a name,
`state` prints what is known.

python-engineio runs each handler on a thread of its own, and these overtake each other: so nothing that comes is taken
for the next one. Messages are kept under their ids and ordered by their numbers, and questions go on from where the
last answer ended: a message may have overtaken the word that there is something before it. Each connection has a Client
of its own: after one that did not come about in time the library's own reconnecting may leave two threads that read from
one socket, and hears nothing then.
"""

import json
import sys
import threading
import time
import urllib.request

import socketio

PATIENCE = 55  # seconds; whoever asked waits a little longer
CHANGES = ("mensaje_editado", "mensaje_eliminado", "mensaje_reaccionado", "mensaje_cambiado")
NUMBERED = ("mensaje_recibido", "nueva_conversacion", "conversacion_creada", *CHANGES)


class Follower:
    def __init__(self, origin, cookie):
        self.origin, self.cookie = origin, cookie
        self.conversations, self.n = {}, 0
        self.changed_at, self.read_at = {}, 0
        self.names, self.are_names_old = {}, False
        self.held, self.is_current = [], False
        self.news = threading.Condition()
        self.wake = threading.Event()
        self.newest = None

    def start(self):
        with self.news:
            self.n = self.read()
        threading.Thread(target=self.keep_up, daemon=True).start()
        threading.Thread(target=self.keep_connected, daemon=True).start()
        return "started"

    def keep_connected(self):
        while True:
            socket = self.new_socket()
            try:
                socket.connect(self.origin, headers={"Cookie": self.cookie}, transports=["websocket"], wait_timeout=2)
                socket.wait()
            except Exception:  # Whatever it was: the next try is soon.
                pass
            self.lost()
            time.sleep(0.1)

    def new_socket(self):
        socket = socketio.Client(reconnection=False)
        socket.on("conectado", self.connected)
        socket.on("cambios_externos", self.changed)
        for name in NUMBERED:
            socket.on(name, lambda data, name=name: self.hear(name, data))
        return socket

    def connected(self, data):
        with self.news:
            self.newest, self.is_current, self.are_names_old = data["n"], False, True
        self.wake.set()

    # What another process stored was told to nobody; what comes live waits until it has been asked for.
    def changed(self, data):
        with self.news:
            self.are_names_old = True
            if self.newest is not None:
                self.newest, self.is_current = max(self.newest, data["n"]), False
        self.wake.set()

    def lost(self):
        with self.news:
            self.newest, self.is_current = None, False

    def hear(self, name, data):
        with self.news:
            if self.is_current:
                self.take(name, data)
            else:
                self.held.append((name, data))

    # Asks for what was missed whenever a connection was made; a question that failed is asked again.
    def keep_up(self):
        while True:
            self.wake.wait(0.3)
            self.wake.clear()
            with self.news:
                is_needed = self.newest is not None and not self.is_current
            try:
                if is_needed:
                    self.catch_up()
                if self.are_names_old:
                    self.are_names_old = False
                    self.read_names()
            except OSError:
                self.are_names_old = True

    def catch_up(self):
        while True:
            answer = self.get(f"/api/chat/eventos?desde={self.n}")
            if answer["recargar"]:
                fresh = self.read()
                with self.news:
                    self.n = fresh
                    self.news.notify_all()
                continue
            with self.news:
                for event in answer["eventos"]:
                    self.take(event["evento"], event["datos"])
                self.n = max(self.n, answer["hasta"])
                if self.newest is None:
                    return
                if not answer["hay_mas"] and self.n >= self.newest:
                    held, self.held = self.held, []
                    for name, data in held:
                        self.take(name, data)
                    self.is_current = True
                    return

    def take(self, name, data):
        if name == "mensaje_recibido":
            self.conversations.setdefault(data["conversacion_id"], {}).setdefault(data["id"], data)
        elif name in CHANGES:
            message, n = data["mensaje"], data["n"]
            # One that was overtaken, or that the history has already.
            if n > self.changed_at.get(message["id"], self.read_at):
                self.changed_at[message["id"]] = n
                self.conversations.setdefault(message["conversacion_id"], {})[message["id"]] = message
        else:
            self.conversations.setdefault(data["conversacion"]["id"], {})
        self.news.notify_all()

    def read(self):
        answer = self.read_names()
        self.conversations = {one["id"]: self.history(one["id"]) for one in answer["conversaciones"]}
        self.changed_at, self.read_at = {}, answer["n"]
        return answer["n"]

    # Names have no number; the list has them.
    def read_names(self):
        answer = self.get("/api/chat/conversaciones")
        with self.news:
            for one in answer["conversaciones"]:
                self.names.update((person["id"], person["nombre_completo"]) for person in one["participantes"])
            self.news.notify_all()
        return answer

    def history(self, conversation):
        messages, before = {}, ""
        while True:
            page = self.get(f"/api/chat/mensajes/{conversation}?{before}")
            messages.update((message["id"], message) for message in page["mensajes"])
            if not page["hay_mas"]:
                return messages
            before = f"antes_de={page['mensajes'][0]['id']}"

    def get(self, path):
        request = urllib.request.Request(self.origin + path, headers={"Cookie": self.cookie})
        with urllib.request.urlopen(request, timeout=2) as answer:
            return json.load(answer)

    def has(self, conversation, message):
        def here():
            return message in self.conversations.get(conversation, {})

        with self.news:
            return self.news.wait_for(here, PATIENCE)

    def knows(self, rut, *name):
        with self.news:
            return self.news.wait_for(lambda: self.names.get(rut) == " ".join(name), PATIENCE)

    def state(self):
        with self.news:
            return {id: rows_of(messages) for id, messages in sorted(self.conversations.items())}


def rows_of(messages):
    in_order = sorted(messages.values(), key=lambda message: message["n"])
    return [[message["id"], shown(message)] for message in in_order]


def shown(message):
    reactions = (f" {one['emoji']}{len(one['usuarios'])}" for one in message.get("reacciones", []))
    return message["contenido"] + "".join(reactions)


def main():
    follower = Follower(*sys.argv[1:])
    for line in sys.stdin:
        name, *rest = line.split()
        print(json.dumps(getattr(follower, name)(*rest)), flush=True)


main()
