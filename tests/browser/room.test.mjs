// assets/js/room.js by itself: the order of what is shown, while the page still catches up.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Room } from '../../assets/js/room.js';

const message = (n) => ({ n, id: `m${n}`, conversationId: 'c', userId: 'luis', text: '', sentAt: new Date(0) });
const stretch = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => message(from + at));

/** A room whose history is answered by hand, 50 messages a page up to number 200. */
function opened() {
  let answer;
  const history = () => new Promise((resolve) => { answer = () => resolve({ messages: stretch(151, 200), hasOlder: true }); });
  const outbox = { of: () => [], delivered() {} };
  const room = new Room({ api: { history }, outbox, userId: 'ana', conversation: { id: 'c', people: [], unread: 0 } });
  const caughtUp = room.catchUp();
  return { room, comes: () => { answer(); return caughtUp; } };
}

const numbers = (room) => room.entries.map((entry) => entry.message.n);
const whole = (from, to) => stretch(from, to).map(({ n }) => n);

describe('an open conversation, while the page catches up', () => {
  it('shows what was missed in its place when the history comes after it', async () => {
    const { room, comes } = opened();
    stretch(101, 160).forEach((missed) => room.receive(missed));
    await comes();
    stretch(161, 201).forEach((missed) => room.receive(missed));
    assert.deepEqual(numbers(room), whole(151, 201));
    assert.ok(room.hasOlder);
  });

  it('shows what was missed in its place when the history came before it', async () => {
    const { room, comes } = opened();
    await comes();
    stretch(101, 202).forEach((missed) => room.receive(missed));
    assert.deepEqual(numbers(room), whole(151, 202));
  });

  it('takes what comes live behind what the history brings', async () => {
    const { room, comes } = opened();
    room.receive(message(201));
    await comes();
    room.receive(message(202));
    assert.deepEqual(numbers(room), whole(151, 202));
  });
});

/** A room over a server with `many` messages, and what it was asked. */
function longRoom(many, unread = 0) {
  const asked = [];
  const history = async (_, beforeId, limit = 50) => {
    asked.push({ beforeId, limit });
    if (server.isDown) throw new Error('nadie responde');
    const end = beforeId ? Number(beforeId.slice(1)) - 1 : server.newest;
    const from = Math.max(1, end - limit + 1);
    return { messages: stretch(from, end), hasOlder: from > 1 };
  };
  const pageOf = (from, to) => {
    if (server.isDown) throw new Error('nadie responde');
    const [first, last] = [Math.max(1, from), Math.min(server.newest, to)];
    return { messages: stretch(first, last), hasOlder: first > 1, hasNewer: last < server.newest };
  };
  const historyAfter = async (_, id) => {
    const from = id === null ? 1 : Number(id.slice(1)) + 1;
    return pageOf(from, from + 99);
  };
  const historyAround = async (_, id) => {
    const at = Number(id.slice(1));
    if (!(at <= server.newest)) throw Object.assign(new Error('Mensaje no encontrado'), { status: 404 });
    return pageOf(at - 49, at + 50);
  };
  const server = { newest: many, asked, isDown: false };
  const api = { history, historyAfter, historyAround, markRead: async () => {} };
  const room = new Room({ api, outbox: { of: () => [], delivered() {} }, userId: 'ana', conversation: { id: 'c', people: [], unread } });
  return { room, server };
}

describe('a long conversation', () => {
  it('is held in part, however far one reads back, and is whole again on the way forward', async () => {
    const { room } = longRoom(10_000);
    await room.catchUp();
    room.isReadingEnd = false;
    for (let pages = 0; pages < 60; pages += 1) {
      await room.loadOlder();
      assert.ok(room.size <= 2500, `${room.size}`);
    }
    assert.ok(room.hasNewer);
    while (room.hasNewer) {
      const before = room.entryAt(room.size - 1).message.n;
      await room.loadNewer();
      assert.ok(room.size <= 2500, `${room.size}`);
      assert.ok(room.indexOf(`m${before}`) >= 0, 'it goes on where it was');
      const shown = numbers(room);
      assert.deepEqual(shown, whole(shown[0], shown.at(-1)), 'without a gap');
    }
    assert.equal(numbers(room).at(-1), 10_000);
  });

  it('has what came meanwhile when it is whole again, and counts it before', async () => {
    const { room, server } = longRoom(5_000);
    await room.catchUp();
    room.seen('m5000');
    room.isReadingEnd = false;
    for (let pages = 0; pages < 30; pages += 1) await room.loadOlder();
    for (let n = 5_001; n <= 5_300; n += 1) {
      server.newest = n;
      room.receive(message(n));
      room.receive(message(n));
    }
    assert.equal(room.unread, 300);
    assert.ok(numbers(room).at(-1) < 5_000, 'not behind what is far older');
    while (room.hasNewer) await room.loadNewer();
    const shown = numbers(room);
    assert.deepEqual(shown, whole(shown[0], 5_300));
    assert.equal(room.unread, 300);
    room.seen('m5200');
    assert.equal(room.unread, 100);
  });

  it('goes to the first message and to the newest', async () => {
    const { room } = longRoom(20_000);
    await room.catchUp();
    assert.ok(await room.reach(null));
    assert.equal(numbers(room)[0], 1);
    assert.ok(room.size <= 2500);
    await room.goToNewest();
    assert.equal(numbers(room).at(-1), 20_000);
    assert.ok(!room.hasNewer && room.hasOlder);
    assert.ok(await room.reach('m17000'));
    assert.ok(room.indexOf('m17000') >= 0);
    assert.ok(room.size <= 100 && room.hasNewer && room.hasOlder, 'what lies between is not asked for');
    assert.equal(await room.reach('m300', () => false), false, 'nobody wants it any more');
    assert.equal(await room.reach('nowhere'), false);
    assert.equal(room.failure, '', 'a message that is not there is no failure of the line');
    assert.ok(room.indexOf('m17000') >= 0, 'it stays where it was');
    assert.ok(await room.reach('m19990'));
    assert.equal(numbers(room).at(-1), 20_000);
    assert.ok(!room.hasNewer, 'near the end it is whole again');
  });

  it('opens with all that is unread, up to a point', async () => {
    const { room } = longRoom(5_000, 730);
    await room.catchUp();
    assert.equal(room.unreadFromId, 'm4271');
    const { room: endless, server } = longRoom(5_000, 4_000);
    await endless.catchUp();
    assert.equal(server.asked.length, 20);
    assert.equal(endless.unreadFromId, endless.entryAt(0).id);
  });

  it('keeps a failed way forward to try again', async () => {
    const { room, server } = longRoom(5_000);
    await room.catchUp();
    room.isReadingEnd = false;
    for (let pages = 0; pages < 26; pages += 1) await room.loadOlder();
    while (room.hasNewer) {
      const before = numbers(room);
      server.isDown = true;
      await room.loadNewer();
      assert.equal(room.failure, 'nadie responde');
      assert.deepEqual(numbers(room), before);
      assert.ok(room.hasNewer && room.isComplete);
      server.isDown = false;
      await room.loadNewer();
    }
    assert.equal(room.failure, '');
    assert.equal(numbers(room).at(-1), 5_000);
  });

  it('changes a message in its place', async () => {
    const { room } = longRoom(100);
    await room.catchUp();
    room.update({ ...message(70), text: 'otra cosa', isEdited: true });
    room.update({ ...message(7), text: 'no está aquí' });
    assert.equal(room.entryAt(room.indexOf('m70')).text, 'otra cosa');
    assert.deepEqual(numbers(room), whole(51, 100));
  });
});
