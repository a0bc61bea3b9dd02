"""One python-socketio client with an ear: everything that arrives is kept, in order, from the first moment."""

import threading

import socketio

from shop import PATIENCE

TRANSPORTS = {"websocket": ["websocket"], "polling": ["polling"], "upgrade": None}


class Client:
    """Wraps `socketio.Client`; `hears` waits for an event, past or still to come."""

    def __init__(self, transport, person, **options):
        self.transport, self.person = transport, person
        self.socket = socketio.Client(**{"reconnection": False, **options})
        self._heard = []
        self._news = threading.Condition()
        self.socket.on("*", self._hear)
        for name in ("connect", "disconnect", "connect_error"):
            self.socket.on(name, lambda *data, name=name: self._hear(name, *data))

    def connect(self):
        origin = self.person.server.origin
        # A function, because python-engineio takes the cookie out of a dictionary and has none left to reconnect with.
        self.socket.connect(origin, headers=lambda: {"Cookie": self.person.cookie}, transports=TRANSPORTS[self.transport], wait_timeout=PATIENCE)
        self.hears("conectado")
        return self

    @property
    def current_transport(self):
        return self.socket.eio.transport()

    def says(self, event, data=None):
        self.socket.emit(event, data)

    def asks(self, event, data=None):
        return self.socket.call(event, data, timeout=PATIENCE)

    def sends(self, conversation, text, **more):
        return self.asks("mensaje_enviar", {"conversacion_id": conversation, "contenido": text, **more})

    def hears(self, name, fits=lambda data: True, patience=PATIENCE):
        """The first event of that name that fits."""

        def known():
            return next((event for event in self._heard if event[0] == name and fits(event[1])), None)

        with self._news:
            if not self._news.wait_for(known, patience):
                raise AssertionError(f"waited in vain for {name} at {self}; it heard {[e[0] for e in self._heard]}")
            return known()[1]

    def hears_message(self, message_id):
        return self.hears("mensaje_recibido", lambda message: message["id"] == message_id)

    def takes(self, name):
        """As `hears`, but forgets it."""
        data = self.hears(name)
        with self._news:
            self._heard.remove((name, data))
        return data

    def all_of(self, name):
        with self._news:
            return [data for heard, data in self._heard if heard == name]

    def messages_in(self, conversation):
        return [message for message in self.all_of("mensaje_recibido") if message["conversacion_id"] == conversation]

    def is_cut_off(self, patience=1.0):
        self.hears("disconnect", patience=patience)

    def close(self):
        self.socket.disconnect()

    def __str__(self):
        return f"{self.person.name}'s socket ({self.transport})"

    def _hear(self, name, *data):
        with self._news:
            self._heard.append((name, data[0] if data else None))
            self._news.notify_all()
