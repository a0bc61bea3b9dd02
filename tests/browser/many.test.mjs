// A big shop: 500 conversations and 1,000 people in one person's page. The bounds are generous, for a machine that does
// other things too; what was measured is printed.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Person } from '../clients/support/person.mjs';
import { Server } from '../clients/support/server.mjs';
import { Chromium } from './support/chromium.mjs';
import { shot } from './support/shots.mjs';

const PEOPLE = 1001;
const CONVERSATIONS = 500;
const ROWS = 60; // the list makes so many at first

describe('a page with 500 conversations and 1,000 people', () => {
  const server = new Server();
  const chromium = new Chromium();
  let ana;
  let people;
  let conversations;
  before(async () => {
    const [, rut, password] = /RUT (\S+), contraseña (\S+)/.exec(await server.command(['seed', '--users', `${PEOPLE}`, '--conversations', '0', '--messages', '0']));
    await Promise.all([server.start(), chromium.open()]);
    ana = await new Person(server, { rut, name: 'ana', password }).logIn();
    people = (await ana.get('/api/chat/usuarios')).body.usuarios;
    await inTurns(CONVERSATIONS, async (number) => {
      const others = number % 4 ? [{ rut: people[number].id }] : [{ rut: people[number].id }, { rut: people[number + 1].id }];
      const id = number % 4 ? await ana.chatWith(others[0]) : await ana.group(`Turno ${number}`, ...others);
      await ana.writes(id, `Mensaje ${number}`);
    });
    conversations = (await ana.get('/api/chat/conversaciones')).body.conversaciones;
  });
  after(async () => {
    await chromium.close();
    await server.close();
  });

  it('shows its first rows at once, and no more than it needs', async (t) => {
    assert.equal(conversations.length, CONVERSATIONS);
    const chat = await chromium.with(ana);
    const painted = await chat.page.evaluate(() => performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/api/chat/conversaciones')).responseEnd);
    const shown = await chat.page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => resolve(performance.now())); }));
    t.diagnostic(`list there after ${Math.round(painted)} ms, seen by ${Math.round(shown)} ms`);
    assert.equal(await chat.list.locator('li').count(), ROWS);
    await shot(chat.page, 'many');
    await chat.watch.isClean();
  });

  it('brings the rest by scrolling and by keys, in the order of the server', async () => {
    const chat = await chromium.with(ana);
    const titles = () => chat.list.locator('[data-part=title]').allTextContents();
    await chat.list.hover();
    while (await chat.list.locator('li').count() < CONVERSATIONS) {
      const before = await chat.list.locator('li').count();
      await chat.list.locator('li').last().scrollIntoViewIfNeeded();
      await chat.page.waitForFunction((count) => document.querySelectorAll('#lista-conversaciones > li').length > count, before);
    }
    assert.deepEqual(await titles(), conversations.map(titleOf));
    await chat.page.reload();
    await chat.isLive();
    await chat.list.locator('button').first().focus();
    await chat.page.keyboard.press('End');
    assert.equal(await chat.list.locator('li').count(), CONVERSATIONS);
    assert.ok(await chat.list.locator('button').last().evaluate((row) => row === document.activeElement));
    await chat.watch.isClean();
  });

  it('answers each keystroke at once, with a bounded number of results', async (t) => {
    const chat = await chromium.with(ana);
    await Promise.all([chat.page.waitForResponse('**/api/chat/usuarios'), chat.page.locator('#buscar-conversacion').focus()]);
    await chat.page.locator('#buscar-conversacion').fill('a');
    await chat.page.locator('#hallazgos [data-part=people] [role=option]').first().waitFor();
    const { times, most } = await chat.page.evaluate((searches) => {
      const input = document.querySelector('#buscar-conversacion');
      const spent = [];
      let count = 0;
      for (const search of searches) {
        for (let length = 1; length <= search.length; length += 1) {
          const began = performance.now();
          input.value = search.slice(0, length);
          input.dispatchEvent(new Event('input'));
          document.querySelector('#hallazgos').getBoundingClientRect(); // with its layout
          spent.push(performance.now() - began);
          count = Math.max(count, document.querySelectorAll('#hallazgos [role=option]').length);
        }
      }
      return { times: spent.sort((a, b) => a - b), most: count };
    }, ['maria', 'jose soto', 'turno 12', '10000', 'a e i', '@tienda', 'nadie se llama así']);
    const median = times[Math.floor(times.length / 2)];
    t.diagnostic(`${times.length} keystrokes: median ${median.toFixed(1)} ms, worst ${times.at(-1).toFixed(1)} ms`);
    assert.ok(most <= 40, `${most} results at once`);
    assert.ok(median < 100, `median of ${median} ms`);
    await chat.page.locator('#buscar-conversacion').fill('a');
    await chat.page.locator('#hallazgos [data-part=more]').waitFor();
    await shot(chat.page, 'many-results');
  });

  it('keeps its memory while one searches, opens and receives', async (t) => {
    const chat = await chromium.with(ana);
    const session = await chat.page.context().newCDPSession(chat.page);
    await session.send('Performance.enable');
    const measure = async () => {
      await session.send('HeapProfiler.collectGarbage');
      const { metrics } = await session.send('Performance.getMetrics');
      const of = (name) => metrics.find((metric) => metric.name === name).value;
      return { heap: of('JSHeapUsedSize') / 1048576, nodes: of('Nodes') };
    };
    const round = async () => {
      for (const search of ['mar', 'turno', 'so', '1000']) {
        await chat.page.locator('#buscar-conversacion').fill(search);
        await chat.page.keyboard.press('Escape');
      }
      for (let steps = 0; steps < 10; steps += 1) await chat.page.keyboard.press('Alt+ArrowDown');
      for (let steps = 0; steps < 10; steps += 1) await chat.page.keyboard.press('Alt+ArrowUp');
    };
    await round();
    const before = await measure();
    for (let rounds = 0; rounds < 3; rounds += 1) await round();
    const now = await measure();
    t.diagnostic(`heap ${before.heap.toFixed(1)} → ${now.heap.toFixed(1)} MiB, nodes ${before.nodes} → ${now.nodes}`);
    assert.ok(now.heap < 40, `${now.heap} MiB`);
    assert.ok(now.heap - before.heap < 5, 'the heap does not grow');
    assert.ok(now.nodes - before.nodes < 2000, 'nor does the number of nodes');
  });

  it('a message in the last conversation comes to the top, at once', async () => {
    const chat = await chromium.with(ana);
    const last = conversations.at(-1);
    await ana.writes(last.id, 'Desde el fondo');
    await chat.list.locator('li').first().getByText('Tú: Desde el fondo').waitFor();
    assert.equal(await chat.list.locator('[data-part=title]').first().textContent(), titleOf(last));
    assert.ok(await chat.list.locator('li').count() <= ROWS);
  });
});

/** `work(0)` to `work(count - 1)`, eight at a time. */
async function inTurns(count, work) {
  let next = 0;
  const turn = async () => { while (next < count) await work(next++); };
  await Promise.all(Array.from({ length: 8 }, turn));
}

/** What the page calls a conversation. */
function titleOf({ nombre, es_grupal: isGroup, participantes: [person] }) {
  return isGroup ? nombre : person.nombre_completo;
}
