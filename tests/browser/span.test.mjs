// assets/js/span.js and stretch.js by themselves: which of many messages are shown, and where each is.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Heights, spanAround } from '../../assets/js/span.js';
import { Stretch } from '../../assets/js/stretch.js';

const NOTHING = { from: 0, to: 0 };

describe('the messages that are shown', () => {
  it('are all of them while they are few', () => {
    assert.deepEqual(spanAround({ first: 3, last: 9 }, NOTHING, 200), { from: 0, to: 200 });
    assert.deepEqual(spanAround({ first: 0, last: 0 }, NOTHING, 0), { from: 0, to: 0 });
  });

  it('are those around the view, wherever it is', () => {
    for (const first of [0, 10, 1000, 1190]) {
      const { from, to } = spanAround({ first, last: first + 9 }, NOTHING, 1200);
      assert.ok(from <= first && to >= Math.min(1200, first + 10), `${from}–${to} has ${first}`);
      assert.ok(to - from <= 140, `${to - from}`);
      assert.ok(from >= 0 && to <= 1200);
    }
  });

  it('stay as they are while there is enough on both sides', () => {
    const current = spanAround({ first: 500, last: 509 }, NOTHING, 1200);
    assert.deepEqual(spanAround({ first: 480, last: 489 }, current, 1200), current);
    assert.notDeepEqual(spanAround({ first: 460, last: 469 }, current, 1200), current);
  });

  it('are never more than some hundred, however far one scrolls and whatever comes', () => {
    let current = NOTHING;
    for (let first = 5000, size = 5010; first > 0; first -= 7, size += 1) {
      current = spanAround({ first, last: first + 9 }, current, size);
      assert.ok(current.to - current.from <= 200);
      assert.ok(current.from <= first && current.to > first + 9);
    }
    assert.equal(current.from, 0, 'the first one is there at the start');
  });

  it('are inside when the view is said to be outside', () => {
    assert.deepEqual(spanAround({ first: 990, last: 1400 }, NOTHING, 1000), { from: 930, to: 1000 });
    assert.equal(spanAround({ first: -30, last: 5 }, NOTHING, 1000).from, 0);
  });
});

describe('the heights', () => {
  const idAt = (index) => `m${index}`;

  it('are the measured ones, and their average for the others', () => {
    const heights = new Heights(60);
    assert.equal(heights.sum(idAt, 0, 10), 600);
    heights.measure('m0', 100);
    heights.measure('m1', 20);
    assert.equal(heights.sum(idAt, 0, 3), 100 + 20 + 60);
    heights.measure('m0', 40);
    assert.equal(heights.average, 30, 'measured anew');
  });

  it('say which one lies where', () => {
    const heights = new Heights(50);
    heights.measure('m1', 50);
    assert.equal(heights.indexAt(idAt, 0, 10, 0), 0);
    assert.equal(heights.indexAt(idAt, 0, 10, 125), 2);
    assert.equal(heights.indexAt(idAt, 0, 10, 9999), 9, 'the last one at the most');
  });

  it('remember a bounded number', () => {
    const heights = new Heights(60);
    for (let index = 0; index < 20_000; index += 1) heights.measure(idAt(index), 10 + (index % 7));
    assert.ok(heights.average > 9 && heights.average < 18);
    assert.equal(heights.of('m0'), heights.average, 'the oldest is forgotten');
    assert.equal(heights.of('m19999'), 10 + (19_999 % 7));
  });
});

describe('a stretch of messages', () => {
  const messages = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => ({ id: `m${from + at}` }));

  it('finds each while they come and go at both ends', () => {
    const stretch = new Stretch();
    stretch.append(messages(100, 149));
    stretch.prepend(messages(50, 99));
    assert.deepEqual(stretch.dropLast(10).map(({ id }) => id), messages(140, 149).map(({ id }) => id));
    stretch.dropFirst(20);
    stretch.append(messages(140, 140));
    assert.equal(stretch.size, 71);
    for (let index = 0; index < stretch.size; index += 1) assert.equal(stretch.indexOf(stretch.at(index).id), index);
    assert.equal(stretch.indexOf('m69'), -1, 'dropped');
    assert.equal(stretch.indexOf('m149'), -1, 'dropped');
  });
});
