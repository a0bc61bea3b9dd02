// Ten clients of different kinds, a network that fails all the time and a server that is killed: in the end each has
// what the database has. The schedule is random but told: WEIGENCE_SEED=<number> repeats one.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { io as io31 } from 'socket.io-client-3.1';
import { io as io40 } from 'socket.io-client-4.0';
import { io as io48 } from 'socket.io-client-4.8';
import { uuidv7 } from '../../assets/js/ids.js';
import { AskingFollower, PythonFollower, SocketFollower } from './support/follower.mjs';
import { Line } from './support/line.mjs';
import { Shop } from './support/shop.mjs';
import { PATIENCE, within } from './support/waiting.mjs';

const ROUNDS = process.env.WEIGENCE_SEED ? 1 : 3;
const STEPS = 150; // of about 30 ms
// The first five people that `seed` makes: what it stores while the server runs is theirs.
const SAMPLE = { ana: '10000001-6', bruno: '10000002-4', carla: '10000003-2', diego: '10000004-0', elena: '10000005-9' };
const DATABASE = `
import json, sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute("""
    SELECT p.conversacion_id, m.id, m.contenido || coalesce((
        SELECT group_concat(' ' || emoji || many, '') FROM (
            SELECT emoji, count(*) AS many FROM reacciones WHERE mensaje = m.secuencia GROUP BY emoji ORDER BY min(secuencia))), '')
    FROM participantes_chat p
    LEFT JOIN mensajes_chat m ON m.conversacion_id = p.conversacion_id
    WHERE p.usuario_id = ? ORDER BY p.conversacion_id, m.secuencia""", (sys.argv[2],))
known = {}
for conversation, message, text in rows:
    known.setdefault(conversation, []).extend([[message, text]] if message else [])
print(json.dumps(known))`;

/** Numbers that look random and are the same for the same seed (mulberry32). */
function dice(seed) {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % sides;
  };
}

/** Where two lists of messages part, in few words; '' when they are the same. */
function difference(known, stored) {
  const at = stored.findIndex(([id, text], index) => known[index]?.[0] !== id || known[index][1] !== text);
  if (at < 0 && known.length === stored.length) return '';
  const place = at < 0 ? stored.length : at;
  const words = (rows) => rows.slice(place, place + 4).map(([, text]) => text.slice(0, 20)).join(', ');
  return `of ${stored.length} messages ${known.length} are here; from ${place} on "${words(known)}" for "${words(stored)}"`;
}

/** The first conversation that one has and the other has not, or not so; '' when all is the same. */
function parting(state, stored) {
  const [known, right] = [state, stored].map((one) => Object.keys(one).join());
  if (known !== right) return `conversations ${known} for ${right}`;
  const [id] = Object.keys(stored).filter((one) => difference(state[one], stored[one]));
  return id ? `${id}: ${difference(state[id], stored[id])}` : '';
}

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

describe('ten clients on a bad network', () => {
  const shop = new Shop(io48, 'websocket', SAMPLE);
  const lines = [];
  let clients;
  let sockets;
  let planted = 0; // how much the other process has stored; each time it stores more

  before(async () => {
    await shop.open('--rate', '0');
    await Promise.all([shop.elena, shop.fabian].map((person) => person.logIn()));
    const { ana, bruno, carla, diego, elena } = shop;
    const over = async (make) => {
      const line = await Line.to(shop.server.address);
      lines.push(line);
      return make(line);
    };
    const kinds = [
      ['socket.io-client 3.1 (websocket)', io31, 'websocket', ana], ['socket.io-client 3.1 (polling)', io31, 'polling', bruno],
      ['socket.io-client 3.1 (upgrade)', io31, 'upgrade', carla], ['socket.io-client 4.0 (websocket)', io40, 'websocket', diego],
      ['socket.io-client 4.0 (polling)', io40, 'polling', ana], ['socket.io-client 4.8 (websocket)', io48, 'websocket', bruno],
      ['socket.io-client 4.8 (polling)', io48, 'polling', carla], ['socket.io-client 4.8 (upgrade)', io48, 'upgrade', diego],
    ];
    sockets = await Promise.all(kinds.map((kind) => over((line) => new SocketFollower(...kind, line))));
    clients = [
      ...sockets,
      await over((line) => new AskingFollower(elena, line)),
      await over((line) => new PythonFollower(ana, line)),
    ];
    await Promise.all(clients.map((client) => client.start()));
  });

  after(async () => {
    await Promise.all((clients ?? []).map((client) => client.stop()));
    lines.forEach((line) => line.close());
    await shop.close();
  });

  /** Everybody's line is well and the server up; the last message has reached all; each has what the database has. */
  async function allEqual(told) {
    await shop.server.start();
    lines.forEach((line) => line.heal());
    const { ana, bruno, carla, diego, elena } = shop;
    await shop.rename(bruno, `Bruno Soto ${told}`);
    const last = await ana.writes(await ana.group('Cierre', bruno, carla, diego, elena), 'Eso es todo');
    await Promise.all(clients.map((client) => client.has(last)));
    await Promise.all(clients.map((client) => client.knows(bruno)));
    for (const client of clients) assert.equal(await unlike(client), '', `${client} (${told})`);
  }

  /** Where a client and the database part, '' when they are the same; what is still on its way is waited for. */
  async function unlike(client) {
    const file = path.join(shop.server.data, 'chat.db');
    for (const began = performance.now(); ;) {
      const stored = JSON.parse(execFileSync('python3', ['-c', DATABASE, file, client.person.rut], { maxBuffer: 1 << 28 }));
      const found = parting(await client.look(), stored);
      if (!found || performance.now() - began > PATIENCE) return found;
      await pause(100);
    }
  }

  for (let round = 1; round <= ROUNDS; round += 1) {
    const seed = Number(process.env.WEIGENCE_SEED ?? randomInt(2 ** 31));
    it(`end with what the database has (seed ${seed})`, async (test) => {
      const roll = dice(seed);
      const acknowledged = new Set();
      const written = []; // {person, mensaje_id}
      let plantings = 0;
      let changes = 0;
      const underway = new Set();
      const people = [shop.ana, shop.bruno, shop.carla, shop.diego, shop.elena];
      const places = [shop.plaza, shop.team, shop.chat, shop.foreignChat];
      const does = async (what) => {
        const done = what().catch(() => {}).finally(() => underway.delete(done)); // a failing network is the point
        underway.add(done);
      };
      const speak = (step) => does(async () => {
        const client = sockets[roll(sockets.length)];
        const body = { conversacion_id: shop.plaza, contenido: `${seed}/${step}`, id: uuidv7() };
        for (let tries = 0; tries < 5; tries += 1) {
          const stored = await client.says(body); // the same id each time: it can't double
          if (stored) return acknowledged.add(stored.id);
        }
        return null;
      });
      const write = (step) => does(async () => {
        const person = people[roll(people.length)];
        const stored = await person.writes(places[roll(places.length)], `REST ${step}`, uuidv7());
        acknowledged.add(stored.id);
        written.push({ person, mensaje_id: stored.id });
      });
      const change = (step) => does(async () => {
        const { person, mensaje_id } = written[roll(written.length)];
        const kind = roll(5);
        const chosen = kind < 2 ? ['editar', { contenido: `cambiado ${step}` }] : kind < 4 ? ['reaccionar', { emoji: '👍', quitar: roll(3) === 0 }] : ['eliminar', {}];
        await person.post(`/api/chat/mensaje/${chosen[0]}`, { mensaje_id, ...chosen[1] });
        changes += 1;
      });
      const meet = (step) => does(async () => {
        const [one, two, three] = [roll(5), roll(4), roll(3)];
        const others = people.filter((person) => person !== people[one]);
        const made = await people[one].group(`Grupo ${step}`, others[two], others.filter((_, at) => at !== two)[three]);
        await people[one].writes(made, `primera de ${step}`);
      });
      const disturb = (kind) => does(async () => {
        const line = lines[roll(lines.length)];
        line[kind]();
        await pause(100 + roll(1_500));
        line.heal();
      });
      // Another process: nobody is told of what it stores, but that there is something.
      const plant = () => does(async () => {
        planted += 1 + roll(9);
        const sizes = ['--users', 5, '--conversations', 3 + planted, '--messages', 20 * planted];
        await shop.server.command(['seed', ...sizes.map(String)]);
        plantings += 1;
      });
      const rename = (step) => does(() => shop.rename(shop.carla, `Carla Muñoz ${step}`));
      const restart = (signal) => does(async () => {
        await shop.server.stop(signal);
        await pause(roll(500));
        await shop.server.start();
      });
      for (let step = 0; step < STEPS; step += 1) {
        const fate = roll(100);
        if (step === 50) await restart('SIGKILL');
        else if (step === 30 || step === 90) await plant();
        else if (step === 110) await restart(roll(2) ? 'SIGKILL' : 'SIGTERM');
        else if (fate < 45) await speak(step);
        else if (fate < 64 || !written.length) await write(step);
        else if (fate < 72) await change(step);
        else if (fate < 76) await meet(step);
        else if (fate < 79) await plant();
        else if (fate < 81) await rename(step);
        else if (fate < 92) await disturb('cut');
        else await disturb('stall');
        await pause(roll(60));
      }
      while (underway.size > 0) await within(30_000, Promise.all(underway), 'what was underway');
      await allEqual(`seed ${seed}`);
      const stored = new Set(Object.values(clients[0].state).flat().map(([id]) => id));
      test.diagnostic(`${acknowledged.size} acknowledged, ${changes} changed, ${plantings} plantings`);
      assert.ok(changes > 0, 'something should have been changed');
      assert.ok(plantings > 0, 'the other process should have stored something');
      assert.ok(acknowledged.size > STEPS / 4, `only ${acknowledged.size} were acknowledged`);
      const all = new Set(clients.flatMap((client) => Object.values(client.state).flat().map(([id]) => id)));
      assert.ok(stored.size > 0 && [...acknowledged].every((id) => all.has(id)), 'an acknowledged message is nowhere');
    });
  }

  it('end so too when a line stood still until the server gave up on it', async () => {
    const slow = sockets.find((socket) => String(socket).includes('4.8 (websocket)'));
    const line = slow.line;
    const long = 'ñandú 🦤 '.repeat(440);
    line.stall();
    let told = shop.server.log.length;
    for (let number = 0; !shop.server.log.includes('no alcanza a leer', told); number += 40) {
      assert.ok(number < 4_000, 'the server should have given up on the line');
      await Promise.all(Array.from({ length: 40 }, () => shop.ana.writes(shop.plaza, long)));
    }
    await allEqual('after a line that stood still');
  });
});
