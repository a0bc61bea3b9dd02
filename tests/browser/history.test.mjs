// Older messages come when one scrolls up, and the place that one was reading stays where it was.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Person } from '../clients/support/person.mjs';
import { Server } from '../clients/support/server.mjs';
import { Chromium } from './support/chromium.mjs';

const MANY = 350;

describe(`a conversation of ${MANY} messages`, () => {
  const server = new Server();
  const chromium = new Chromium();
  let reader;
  let conversation;
  before(async () => {
    await server.command(['seed', '--users', '3', '--conversations', '1', '--messages', `${MANY}`, '--password', 'semilla-9']);
    await Promise.all([server.start(), chromium.open()]);
    [reader, conversation] = await whoeverHasAConversation();
    await reader.does('/api/chat/mensaje/marcar-leido', { conversacion_id: conversation }); // So that it opens at the end.
  });
  after(() => Promise.all([server.close(), chromium.close()]));

  it('is shown page by page, in order, each message once', async () => {
    const expected = await wholeHistory();
    assert.equal(expected.length, MANY);
    const chat = await chromium.with(reader);
    await chat.list.locator('button').first().click();
    await chat.timeline.locator('.message').first().waitFor();
    await chat.goesToNewest();
    let seen = [];
    while (seen[0] !== expected[0]) {
      const shown = await chat.ids();
      const at = expected.indexOf(shown[0]);
      assert.deepEqual(shown, expected.slice(at, at + shown.length), 'in order and without a gap');
      if (seen.length) assert.ok(shown.includes(seen[0]), 'it goes on where it was');
      seen = [...shown.slice(0, seen.length ? shown.indexOf(seen[0]) : shown.length), ...seen];
      await chat.timeline.evaluate((box) => new Promise((resolve) => {
        box.scrollTop -= 1000;
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      }));
    }
    assert.deepEqual(seen, expected);
    await chat.watch.isClean();
  });

  it('keeps the place that one was reading', async () => {
    const chat = await chromium.with(reader);
    await chat.list.locator('button').first().click();
    await chat.timeline.locator('.message').first().waitFor();
    await chat.goesToNewest();
    const [first] = await chat.ids();
    const asked = chat.page.waitForRequest('**/api/chat/mensajes/*antes_de=*');
    const place = await chat.timeline.evaluate((box) => {
      box.scrollTop = 300;
      const element = box.querySelector('.message');
      return element.getBoundingClientRect().top;
    });
    await asked;
    await chat.page.waitForFunction((id) => document.querySelector('#mensajes-contenedor .message').dataset.mensajeId !== id, first);
    const now = await chat.timeline.evaluate((box, id) => box.querySelector(`[data-mensaje-id="${id}"]`).getBoundingClientRect().top, first);
    assert.ok(Math.abs(now - place) <= 2, `it moved by ${now - place} px`);
  });

  async function whoeverHasAConversation() {
    for (const number of [10000001, 10000002, 10000003]) {
      const person = new Person(server, { rut: withCheckDigit(number), name: `Persona ${number}`, password: 'semilla-9' });
      await person.logIn();
      const { conversaciones } = (await person.get('/api/chat/conversaciones')).body;
      if (conversaciones.length) return [person, conversaciones[0].id];
    }
    throw new Error('nobody has a conversation');
  }

  /** The ids of all messages as the API pages them, oldest first. */
  async function wholeHistory() {
    let ids = [];
    for (let more = true; more; ) {
      const before = ids.length ? `&antes_de=${ids[0]}` : '';
      const { body } = await reader.get(`/api/chat/mensajes/${conversation}?limit=100${before}`);
      ids = [...body.mensajes.map((message) => message.id), ...ids];
      more = body.hay_mas;
    }
    return ids;
  }
});

/** A Chilean RUT: the digits weighted 2 to 7 from the right, modulo 11. */
function withCheckDigit(number) {
  const sum = [...`${number}`].reverse().reduce((total, digit, index) => total + digit * (2 + (index % 6)), 0);
  const digit = (11 - (sum % 11)) % 11;
  return `${number}-${digit === 10 ? 'K' : digit}`;
}
