"""python-socketio's asyncio client (aiohttp inside) over each transport: the daily round."""

import asyncio
import unittest

import socketio

from client import TRANSPORTS
from shop import PATIENCE, Shop


class EveryBehaviour:
    """The round; the classes below choose the transport."""

    transport = ""

    @classmethod
    def setUpClass(cls):
        cls.shop = Shop()
        cls.addClassCleanup(cls.shop.close)

    async def test_a_burst_goes_and_comes_in_order(self):
        arrived = asyncio.Queue()
        ana, bruno = await self.socket_of(self.shop.ana), await self.socket_of(self.shop.bruno)
        bruno.on("mensaje_recibido", arrived.put)
        words = [f"Sin esperar: {number}" for number in range(60)]
        for text in words:
            await ana.emit("mensaje_enviar", {"conversacion_id": self.shop.chat, "contenido": text})
        last = {"conversacion_id": self.shop.chat, "contenido": "Eso fue todo"}
        answer = await ana.call("mensaje_enviar", last, timeout=PATIENCE)
        self.assertTrue(answer["ok"], answer)
        heard = [(await asyncio.wait_for(arrived.get(), PATIENCE))["contenido"] for _ in range(61)]
        self.assertEqual(heard, [*words, "Eso fue todo"])
        self.assertTrue(arrived.empty(), "nothing comes twice")

    async def test_an_error_is_told_and_the_connection_goes_on(self):
        errors = asyncio.Queue()
        ana = await self.socket_of(self.shop.ana)
        ana.on("error", errors.put)
        await ana.emit("mensaje_enviar", b"bytes")
        self.assertTrue((await asyncio.wait_for(errors.get(), PATIENCE))["mensaje"])
        foreign = {"conversacion_id": self.shop.foreign_chat}
        answer = await ana.call("unirse_conversacion", foreign, timeout=PATIENCE)
        self.assertEqual(answer, {"ok": False, "error": "No tienes acceso a esta conversación"})
        joined = await ana.call("unirse_conversacion", {"conversacion_id": self.shop.chat}, timeout=PATIENCE)
        self.assertEqual(joined, {"ok": True})

    async def test_logging_out_closes_the_socket(self):
        closed = asyncio.Event()
        elena = self.shop.elena.log_in()
        socket = await self.socket_of(elena)
        socket.on("disconnect", lambda *_: closed.set())
        await asyncio.to_thread(elena.log_out)
        await asyncio.wait_for(closed.wait(), 1)

    async def socket_of(self, person):
        socket, greeted = socketio.AsyncClient(reconnection=False), asyncio.Event()
        socket.on("conectado", lambda _: greeted.set())
        self.addAsyncCleanup(socket.disconnect)
        headers = {"Cookie": person.cookie}
        transports = TRANSPORTS[self.transport]
        await socket.connect(person.server.origin, headers=headers, transports=transports, wait_timeout=PATIENCE)
        await asyncio.wait_for(greeted.wait(), PATIENCE)
        return socket


class OverWebSocket(EveryBehaviour, unittest.IsolatedAsyncioTestCase):
    transport = "websocket"


class OverPolling(EveryBehaviour, unittest.IsolatedAsyncioTestCase):
    transport = "polling"


class WithUpgrade(EveryBehaviour, unittest.IsolatedAsyncioTestCase):
    transport = "upgrade"
