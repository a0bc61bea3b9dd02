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
