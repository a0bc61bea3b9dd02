// assets/js/follower.js by itself: what is applied, in which order, and how often.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Follower } from '../../assets/js/follower.js';

/** A server with numbered events, asked a few at a time. Every answer waits for `answer()`. */
class Server {
  events = [];
  life = 0; // numbers below are of another life: reload
  questions = [];

  happen(...numbers) {
    this.events.push(...numbers.map((n) => ({ n })));
    return this;
  }

  get newest() {
    return this.events.at(-1)?.n ?? 0;
  }

  fetch(n) {
    return new Promise((resolve, reject) => this.questions.push({ n, resolve, reject }));
  }

  /** Answers the question that waits longest. */
  async answer(page = 3) {
    const { n, resolve } = this.questions.shift();
    const came = this.events.filter((event) => event.n > n).slice(0, page);
    const hasMore = came.length > 0 && came.at(-1).n < this.newest;
    if (n < this.life || n > this.newest) resolve({ events: [], upTo: this.newest, hasMore: false, mustReload: true });
    else resolve({ events: came, upTo: hasMore ? came.at(-1).n : this.newest, hasMore, mustReload: false });
    await settled();
  }
}

const settled = () => new Promise((resolve) => { setImmediate(resolve); });

function following(server, reload) {
  const applied = [];
  const follower = new Follower({
    fetch: (n) => server.fetch(n),
    apply: ({ n }) => applied.push(n),
    reload: reload ?? (async () => {
      applied.push('afresh');
      return server.newest;
    }),
  });
  return { follower, applied };
}

describe('what follows the events', () => {
  it('asks nothing when nothing was missed', async () => {
    const server = new Server().happen(1, 2);
    const { follower, applied } = following(server);
    follower.startAt(2);
    follower.lineUp(2);
    follower.hear({ n: 3 });
    assert.deepEqual([applied, server.questions.length], [[3], 0]);
  });

  it('applies what was missed before what came meanwhile, each once', async () => {
    const server = new Server().happen(1, 2, 5, 6, 9, 10);
    const { follower, applied } = following(server);
    follower.lineUp(10);
    follower.startAt(2);
    follower.hear({ n: 10 });
    follower.hear({ n: 11 });
    await server.answer(2);
    follower.hear({ n: 12 });
    await server.answer(2);
    assert.deepEqual(applied, [5, 6, 9, 10, 11, 12]);
    assert.ok(follower.isCurrent);
  });

  it('holds what comes live until the state was read', () => {
    const { follower, applied } = following(new Server());
    follower.lineUp(4);
    follower.hear({ n: 5 });
    assert.deepEqual(applied, []);
    follower.startAt(4);
    return settled().then(() => assert.deepEqual(applied, [5]));
  });

  it('does not take the end of a gap for its beginning when the line goes while it asks', async () => {
    const server = new Server().happen(1, 2, 3, 4, 5, 6);
    const { follower, applied } = following(server);
    follower.startAt(0);
    follower.lineUp(6);
    await server.answer(2);
    follower.hear({ n: 7 });
    follower.lineDown();
    await server.answer(2);
    assert.deepEqual(applied, [1, 2], 'an answer from before is not for this line');
    server.happen(7, 8);
    follower.lineUp(8);
    while (server.questions.length > 0) await server.answer();
    assert.deepEqual(applied, [1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('asks for what it could not hold', async () => {
    const server = new Server().happen(1);
    const { follower, applied } = following(server);
    follower.startAt(0);
    follower.lineUp(1);
    for (let n = 2; n <= 3000; n += 1) follower.hear({ n });
    server.happen(...Array.from({ length: 2999 }, (_, at) => at + 2));
    while (server.questions.length > 0) await server.answer(100);
    assert.deepEqual(applied, Array.from({ length: 3000 }, (_, at) => at + 1));
  });

  it('asks for what it could not hold, also when it is told to look again meanwhile', async () => {
    const server = new Server().happen(1);
    const { follower, applied } = following(server);
    follower.startAt(0);
    follower.lineUp(1);
    for (let n = 2; n <= 3000; n += 1) follower.hear({ n });
    follower.lookAgain(1500);
    server.happen(...Array.from({ length: 2999 }, (_, at) => at + 2));
    while (server.questions.length > 0) await server.answer(100);
    assert.deepEqual(applied, Array.from({ length: 3000 }, (_, at) => at + 1));
  });

  it('reads everything afresh when it is told to, and goes on from there', async () => {
    const server = new Server().happen(1, 2, 2_000_000);
    server.life = 1_000_000;
    const { follower, applied } = following(server);
    follower.startAt(2);
    follower.lineUp(2_000_000);
    follower.hear({ n: 2_000_001 });
    await server.answer();
    assert.deepEqual(applied, ['afresh', 2_000_001]);
  });

  it('asks for what it could not hold while it read everything afresh, and holds no more than it may', async () => {
    const server = new Server().happen(1, 1000);
    server.life = 900;
    let read;
    const { follower, applied } = following(server, () => new Promise((resolve) => { read = resolve; }));
    follower.startAt(1);
    follower.lineUp(1000);
    await server.answer();
    for (let n = 1001; n <= 6000; n += 1) {
      server.happen(n);
      follower.hear({ n });
    }
    read(1000); // the list is from before all that
    await settled();
    let asked = 0;
    for (; server.questions.length > 0; asked += 1) await server.answer(100);
    assert.deepEqual(applied, Array.from({ length: 5000 }, (_, at) => at + 1001));
    assert.equal(asked, 40, '4,000 were asked for, a hundred at a time; only the last thousand were held');
    assert.ok(follower.isCurrent);
  });

  it('starts over in the same way before the state was read', async () => {
    const server = new Server().happen(1);
    const { follower, applied } = following(server);
    follower.lineUp(1);
    for (let n = 2; n <= 4002; n += 1) {
      server.happen(n);
      follower.hear({ n });
    }
    follower.startAt(1);
    while (server.questions.length > 0) await server.answer(1000);
    assert.deepEqual(applied, Array.from({ length: 4001 }, (_, at) => at + 2));
  });

  it('looks again when it is told that there is more, and only then', async () => {
    const server = new Server().happen(1);
    const { follower, applied } = following(server);
    follower.startAt(1);
    follower.lineUp(1);
    follower.lookAgain(1);
    assert.equal(server.questions.length, 0);
    server.happen(2, 3);
    follower.lookAgain(3);
    follower.hear({ n: 4 });
    await server.answer();
    assert.deepEqual(applied, [2, 3, 4]);
    follower.lineDown();
    follower.lookAgain(9);
    assert.equal(server.questions.length, 0, 'without a line it will be asked anyway');
  });
});
