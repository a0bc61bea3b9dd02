"""python-socketio's ordinary client over each transport."""

import queue
import unittest
import uuid

import socketio

from client import TRANSPORTS, Client
from shop import PATIENCE, Shop

NO_ACCESS = "No tienes acceso a esta conversación"


class EveryBehaviour:
    """What a client can rely on; the classes below choose the transport."""

    transport = ""

    @classmethod
    def setUpClass(cls):
        cls.shop = Shop()
        cls.addClassCleanup(cls.shop.close)

    def socket_of(self, person, **options):
        client = Client(self.transport, person, **options)
        self.addCleanup(client.close)
        return client.connect()

    def everything_from(self, sender, *clients):
        """A last word on the sender's own socket has reached them, so all that went before has, or never will."""
        for conversation, people in ((self.shop.chat, ("ana", "bruno")), (self.shop.with_diego, ("ana", "diego"))):
            listeners = [c for c in clients if c.person in [getattr(self.shop, key) for key in people]]
            last = sender.sends(conversation, "Eso fue todo")
            for client in listeners:
                client.hears_message(last["mensaje"]["id"])

    def test_greets_who_comes_with_a_session(self):
        ana = self.socket_of(self.shop.ana)
        self.assertEqual([greeting["mensaje"] for greeting in ana.all_of("conectado")], ["Conectado al chat en tiempo real"])
        self.assertEqual(ana.current_transport, "polling" if self.transport == "polling" else "websocket")

    def test_refuses_who_comes_without_a_session(self):
        self.refuses(cookie="")

    def test_joins_and_leaves(self):
        ana = self.socket_of(self.shop.ana)
        conversation = {"conversacion_id": self.shop.chat}
        ana.says("unirse_conversacion", conversation)
        joined = {**conversation, "mensaje": "Te has unido a la conversación"}
        self.assertEqual(ana.hears("unido_conversacion"), joined)
        self.assertEqual(ana.asks("salir_conversacion", conversation), {"ok": True})
        self.assertEqual(ana.asks("salir_conversacion", conversation), {"ok": True})
        self.assertEqual(ana.all_of("error"), [])

    def test_a_message_reaches_every_participant_once_and_nobody_else(self):
        ana, bruno, bruno_too, diego = map(self.socket_of, (self.shop.ana, self.shop.bruno, self.shop.bruno, self.shop.diego))
        bruno.asks("unirse_conversacion", {"conversacion_id": self.shop.chat})
        message_id = str(uuid.uuid4())
        ana.says("mensaje_enviar", {"conversacion_id": self.shop.chat, "contenido": "Sin acuse"})
        first = ana.sends(self.shop.chat, "Con acuse", id=message_id)
        again = ana.sends(self.shop.chat, "Con acuse", id=message_id)
        self.assertTrue(first["ok"] and again["ok"], (first, again))
        self.assertEqual(first["mensaje"]["id"], message_id)
        self.assertEqual(again["mensaje"], first["mensaje"])
        self.shop.ana.writes(self.shop.chat, "Por REST")
        self.everything_from(ana, ana, bruno, bruno_too, diego)
        for client in (ana, bruno, bruno_too):
            texts = [message["contenido"] for message in client.messages_in(self.shop.chat)]
            self.assertEqual(texts, ["Sin acuse", "Con acuse", "Por REST", "Eso fue todo"], str(client))
        self.assertEqual(diego.messages_in(self.shop.chat), [], "the stranger gets nothing")

    def test_a_new_conversation_is_told_to_the_other_one_only(self):
        ana, bruno = self.socket_of(self.shop.ana), self.socket_of(self.shop.bruno)
        conversation = self.shop.elena.log_in().chat_with(self.shop.ana)
        heard = ana.hears("nueva_conversacion")["conversacion"]
        self.assertEqual((heard["id"], heard["nombre"]), (conversation, "Chat con Elena"))
        self.everything_from(ana, bruno)
        self.assertEqual(bruno.all_of("nueva_conversacion"), [], "Bruno is not told")

    def test_typing_is_told_to_the_others_only(self):
        ana, ana_too, bruno, diego = map(self.socket_of, (self.shop.ana, self.shop.ana, self.shop.bruno, self.shop.diego))
        ana.says("escribiendo", {"conversacion_id": self.shop.chat})
        heard = bruno.hears("usuario_escribiendo")
        self.assertEqual((heard["conversacion_id"], heard["usuario_id"]), (self.shop.chat, self.shop.ana.rut))
        self.everything_from(ana, ana, ana_too, bruno, diego)
        for client in (ana, ana_too, diego):
            self.assertEqual(client.all_of("usuario_escribiendo"), [], f"{client} is not told")

    def test_bad_payloads_are_answered_and_the_connection_goes_on(self):
        ana = self.socket_of(self.shop.ana)
        for event in ("unirse_conversacion", "salir_conversacion", "escribiendo", "mensaje_enviar"):
            for payload in (None, "hola", 7, [1, 2], {}, {"conversacion_id": None}, {"conversacion_id": 12}, b"bytes"):
                self.is_refused(ana, event, payload)
        for contenido in (None, 42, "", " \n", "Hola\0", b"bytes", "ñ" * 4_001):
            self.is_refused(ana, "mensaje_enviar", {"conversacion_id": self.shop.chat, "contenido": contenido})
        self.everything_from(ana, ana)
        self.assertEqual(ana.all_of("error"), [])

    def test_other_peoples_conversations_are_closed(self):
        ana, bruno = self.socket_of(self.shop.ana), self.socket_of(self.shop.bruno)
        for event in ("unirse_conversacion", "escribiendo", "mensaje_enviar"):
            for conversation in (self.shop.foreign_chat, str(uuid.uuid4())):
                payload = {"conversacion_id": conversation, "contenido": "Hola"}
                self.assertEqual(self.is_refused(ana, event, payload), NO_ACCESS)
        self.everything_from(ana, bruno)
        self.assertEqual(bruno.messages_in(self.shop.foreign_chat), [])
        self.assertEqual(self.shop.bruno.history(self.shop.foreign_chat), [])

    def test_a_burst_is_stored_in_order_and_arrives_each_once(self):
        ana, bruno = self.socket_of(self.shop.ana), self.socket_of(self.shop.bruno)
        words = [f"Sin esperar: {number}" for number in range(60)]
        for text in words:
            ana.says("mensaje_enviar", {"conversacion_id": self.shop.chat, "contenido": text})
        self.everything_from(ana, ana, bruno)
        for client in (ana, bruno):
            texts = [message["contenido"] for message in client.messages_in(self.shop.chat)]
            # python-engineio hands every packet to a thread of its own, so its handlers' order says nothing.
            self.assertCountEqual(texts, [*words, "Eso fue todo"], str(client))
        stored = [message["contenido"] for message in self.shop.ana.history(self.shop.chat)]
        self.assertEqual([text for text in stored if text in words][-len(words):], words)
        self.assertTrue(bruno.socket.connected)

    def test_a_burst_by_rest_reaches_a_client_each_once(self):
        bruno = self.socket_of(self.shop.bruno)
        sent = [self.shop.ana.writes(self.shop.chat, f"Por REST: {number}")["id"] for number in range(60)]
        for message in sent:
            bruno.hears_message(message)
        # Each once; python-engineio's threads may tell them in another order than they came.
        self.assertCountEqual([message["id"] for message in bruno.messages_in(self.shop.chat)], sent)

    def test_logging_out_closes_the_socket(self):
        elena = self.shop.elena.log_in()
        socket = self.socket_of(elena)
        elena.log_out()
        socket.is_cut_off()
        self.refuses(cookie=elena.cookie)

    def test_disabling_closes_the_socket(self):
        fabian = self.shop.fabian.log_in()
        socket = self.socket_of(fabian)
        self.shop.server.command("user", "disable", fabian.rut)
        socket.is_cut_off()
        self.refuses(cookie=fabian.cookie)

    def test_a_new_password_closes_the_socket(self):
        gabriela = self.shop.gabriela.log_in()
        socket = self.socket_of(gabriela)
        self.shop.server.command("user", "password", gabriela.rut, "--password-stdin", text="otra-clave-9\n")
        socket.is_cut_off()
        self.refuses(cookie=gabriela.cookie)

    def test_zz_it_comes_back_after_a_restart(self):
        # Its name makes it the last one, because it stops the server.
        patient = {"reconnection": True, "reconnection_delay": 0.05, "reconnection_delay_max": 0.2}
        ana, bruno = self.socket_of(self.shop.ana, **patient), self.socket_of(self.shop.bruno, **patient)
        status, seconds = self.shop.server.stop()
        self.assertEqual(status, 0)
        self.assertLess(seconds, 5)
        for client in (ana, bruno):
            client.is_cut_off()
            client.takes("conectado")
        self.shop.server.start()
        for client in (ana, bruno):
            client.hears("conectado")
        sent = ana.sends(self.shop.chat, "Después del corte")
        self.assertTrue(sent["ok"])
        bruno.hears_message(sent["mensaje"]["id"])

    def is_refused(self, client, event, payload):
        """Said without and with acknowledgement: an `error` event each time, and both tell the same."""
        client.says(event, payload)
        sentence = client.takes("error")["mensaje"]
        answer = client.asks(event, payload)
        self.assertEqual(answer, {"ok": False, "error": sentence}, f"{event} with {payload!r}")
        self.assertEqual(client.takes("error"), {"mensaje": sentence})
        return sentence

    def refuses(self, cookie):
        refused = socketio.Client(reconnection=False)
        self.addCleanup(refused.disconnect)
        reasons = queue.Queue()
        refused.on("connect_error", reasons.put)
        headers = {"Cookie": cookie} if cookie else {}
        # Not `wait=True`: this client would wait out its time although it has been told.
        refused.connect(self.shop.server.origin, headers=headers, transports=TRANSPORTS[self.transport], wait=False)
        self.assertEqual(reasons.get(timeout=PATIENCE)["message"], "Usuario no autenticado")


class OverWebSocket(EveryBehaviour, unittest.TestCase):
    transport = "websocket"


class OverPolling(EveryBehaviour, unittest.TestCase):
    transport = "polling"


class WithUpgrade(EveryBehaviour, unittest.TestCase):
    transport = "upgrade"
