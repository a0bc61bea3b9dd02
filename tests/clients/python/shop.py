"""A shop with a server of its own, as in support/shop.mjs, for the Python clients."""

import atexit
import csv
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

import requests

ROOT = pathlib.Path(__file__).resolve().parents[3]
BINARY = str(ROOT / os.environ.get("WEIGENCE_BIN", "target/debug/weigence-chat"))
PATIENCE = 15.0

# Ana and Bruno write to each other, Diego is the stranger; the others are there to lose their sessions.
PEOPLE = {
    "ana": ("11111111-1", "Ana Rojas"),
    "bruno": ("22222222-2", "Bruno Soto"),
    "diego": ("44444444-4", "Diego Ñuñez"),
    "elena": ("55555555-5", "Elena Paz"),
    "fabian": ("66666666-6", "Fabián Lagos"),
    "gabriela": ("77777777-7", "Gabriela Toro"),
}


class Server:
    """The real binary on a free port, with a data directory of its own."""

    def __init__(self):
        self.data = tempfile.mkdtemp(prefix="weigence-test-")
        self.address = "127.0.0.1:0"
        self._process = None
        atexit.register(self.close)

    @property
    def origin(self):
        return f"http://{self.address}"

    def start(self):
        command = [BINARY, "serve", "--listen", self.address, "--data", self.data]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = []
        for line in self._process.stdout:
            said.append(line)
            if found := re.search(r"Servidor en http://([\d.]+:\d+)", line):
                self.address = found[1]
                break
        else:
            raise RuntimeError("serve ended: " + "".join(said))
        # What it says from here on must be read, or it would wait for a reader.
        threading.Thread(target=self._process.stdout.read, daemon=True).start()

    def stop(self):
        """Stops it as a service manager does; tells its exit status and the seconds it took."""
        asked = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(timeout=15), time.monotonic() - asked

    def close(self):
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self.data, ignore_errors=True)

    def command(self, *arguments, text=""):
        command = [BINARY, *arguments, "--data", self.data]
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, f"{arguments}: {done.stdout} {done.stderr}"


class Person:
    """Somebody of the shop, seen from outside: a RUT, a password and, once logged in, a cookie."""

    def __init__(self, server, rut, name, password):
        self.server, self.rut, self.name, self.password = server, rut, name, password
        self._http = requests.Session()

    @property
    def cookie(self):
        return f"session={self._http.cookies['session']}"

    def log_in(self):
        answer = self._post("/login", {"usuario": self.rut, "password": self.password})
        assert answer.status_code == 200, answer.text
        return self

    def log_out(self):
        """Ends the session; the cookie is kept, to try it again."""
        answer = requests.post(self.server.origin + "/logout", json={}, headers={"Cookie": self.cookie}, timeout=PATIENCE)
        assert answer.status_code == 204, answer.text

    def chat_with(self, other):
        answer = self._post("/api/chat/conversacion/crear", {"participantes": [other.rut]})
        assert answer.status_code in (200, 201), answer.text
        return answer.json()["conversacion_id"]

    def writes(self, conversation, text):
        payload = {"conversacion_id": conversation, "contenido": text}
        answer = self._post("/api/chat/mensaje/enviar", payload)
        assert answer.status_code == 201, answer.text
        return answer.json()["mensaje"]

    def history(self, conversation):
        url = f"{self.server.origin}/api/chat/mensajes/{conversation}"
        return self._http.get(url, timeout=PATIENCE).json()["mensajes"]

    def _post(self, path, payload):
        return self._http.post(self.server.origin + path, json=payload, timeout=PATIENCE)


class Shop:
    """A server, its people and their conversations."""

    def __init__(self):
        self.server = Server()
        for key, (rut, name) in PEOPLE.items():
            setattr(self, key, Person(self.server, rut, name, f"clave-de-{key}"))
        self._hire()
        self.server.start()
        for person in (self.ana, self.bruno, self.diego):
            person.log_in()
        self.chat = self.ana.chat_with(self.bruno)
        self.foreign_chat = self.bruno.chat_with(self.diego)
        self.with_diego = self.ana.chat_with(self.diego)

    def close(self):
        self.server.close()

    def _hire(self):
        people = pathlib.Path(self.server.data) / "gente.csv"
        with people.open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["rut", "nombre", "correo", "rol", "password"])
            for key in PEOPLE:
                person = getattr(self, key)
                rows.writerow([person.rut, person.name, "", "vendedor", person.password])
        self.server.command("user", "import", str(people))
