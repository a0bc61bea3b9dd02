// assets/js/conversations.js by itself: a list that was read before an event and arrives after it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Conversations } from '../../assets/js/conversations.js';

const conversation = (id, more) => ({ id, people: [], last: null, unread: 0, ...more });
const message = (n, conversationId) => ({ n, id: `m${n}`, conversationId, userId: 'luis', text: '', sentAt: new Date(0) });

function shown(conversations) {
  return conversations.all.map(({ id, unread }) => [id, unread]);
}

describe('a group that is another one', () => {
  it('counts what was before as read by who comes, also for the second time', () => {
    const conversations = new Conversations('ana');
    const [luis, marta] = ['luis', 'marta'].map((id) => ({ id, groupRole: 'member' }));
    const group = (...members) => conversations.regroup({ conversationId: 'g', name: 'Turno', isAnnouncing: false, members });
    conversations.replaceAll([conversation('g', { people: [luis], standings: { luis: { readN: 0, receivedN: 0 } }, last: { id: 'm7', n: 7 } })], 7);
    assert.deepEqual(group(luis, marta).standings.marta, { readN: 7, receivedN: 7, sinceN: 7, groupRole: 'member' });
    conversations.receive(message(9, 'g'));
    group(luis);
    const { standings } = group(luis, marta);
    assert.deepEqual([standings.marta.readN, standings.luis.readN], [9, 0]);
    conversations.replaceAll([conversation('g', { people: [luis], standings: {} })], 10);
    assert.equal(group(luis, marta).standings.marta.readN, 0, 'where nothing was said');
  });
});

describe('the conversations, when a list comes late', () => {
  it('keep what was made after the list was read, until a list has it', () => {
    const conversations = new Conversations('ana');
    conversations.replaceAll([conversation('a')], 10);
    conversations.add(conversation('b'), 11);
    conversations.receive(message(12, 'b'));
    conversations.receive(message(13, 'b'));
    conversations.replaceAll([conversation('a')], 10);
    assert.deepEqual(shown(conversations), [['b', 2], ['a', 0]]);
    conversations.replaceAll([conversation('a')], 13);
    assert.deepEqual(shown(conversations), [['a', 0]], 'the newer list decides');
  });

  it('count nothing twice that the list has counted', () => {
    const conversations = new Conversations('ana');
    conversations.replaceAll([conversation('a')], 10);
    conversations.receive(message(11, 'a'));
    conversations.replaceAll([conversation('a', { unread: 1 })], 11);
    conversations.receive(message(11, 'a'));
    conversations.receive(message(12, 'a'));
    assert.deepEqual(shown(conversations), [['a', 2]]);
  });
});
