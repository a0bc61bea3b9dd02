// assets/js/text.js and presence.js by themselves: how it is said since when somebody is away, and whom to believe.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Presence } from '../../assets/js/presence.js';
import { fullTime, seenAgo } from '../../assets/js/text.js';

const MINUTE = 60_000;
const NOW = new Date(2025, 10, 26, 12, 0, 0); // a Wednesday

describe('since when somebody is away', () => {
  const said = [
    [new Date(NOW - 20_000), 'visto hace un momento'],
    [new Date(NOW.getTime() + 5 * MINUTE), 'visto hace un momento'], // the server's clock is ahead of this one's
    [new Date(NOW - 5 * MINUTE), 'visto hace 5 min'],
    [new Date(NOW - 59.9 * MINUTE), 'visto hace 59 min'],
    [new Date(2025, 10, 26, 8, 5), 'visto hoy a las 08:05'],
    [new Date(2025, 10, 25, 10, 30), 'visto ayer a las 10:30'],
    [new Date(2025, 10, 22, 23, 59), 'visto el sábado a las 23:59'],
    [new Date(2025, 10, 19, 10, 30), 'visto el 19-11-2025'],
    [new Date(NaN), ''],
    [null, ''],
  ];
  for (const [date, words] of said) {
    it(words || 'nothing, for what is no time', ({ mock }) => {
      mock.timers.enable({ apis: ['Date'], now: NOW });
      assert.equal(seenAgo(date), words);
    });
  }

  it('the night before is yesterday, however few hours ago, and minutes win', ({ mock }) => {
    mock.timers.enable({ apis: ['Date'], now: new Date(2025, 10, 26, 0, 30) });
    assert.equal(seenAgo(new Date(2025, 10, 25, 23, 50)), 'visto hace 40 min');
    assert.equal(seenAgo(new Date(2025, 10, 25, 22, 50)), 'visto ayer a las 22:50');
  });

  it('exactly', () => {
    assert.match(fullTime(new Date(2025, 10, 24, 10, 30)), /^lunes, 24 de noviembre de 2025, 10:30$/);
    assert.equal(fullTime(null), '');
  });
});

/** A Presence whose questions are answered by hand, oldest first. */
function asking() {
  const questions = [];
  const presence = new Presence(() => new Promise((resolve, reject) => questions.push({ resolve, reject })));
  return { presence, questions };
}

const here = (userId) => ({ userId, isOnline: true, seenAt: null });
const gone = (userId) => ({ userId, isOnline: false, seenAt: NOW });

describe('who is here', () => {
  it('is what was told last, while an older answer is on its way', async () => {
    const { presence, questions } = asking();
    const asked = presence.refresh();
    presence.hear(gone('luis'));
    questions[0].resolve([here('luis'), here('marta')]);
    await asked;
    assert.deepEqual([presence.isOnline('luis'), presence.isOnline('marta')], [false, true]);
    presence.hear(here('luis'));
    assert.ok(presence.isOnline('luis'));
  });

  it('is unknown without a line, and an answer from before it counts for nothing', async () => {
    const { presence, questions } = asking();
    const asked = presence.refresh();
    presence.lineDown();
    questions[0].resolve([here('luis')]);
    await asked;
    assert.equal(presence.of('luis'), undefined);
    assert.ok(!presence.knowsAll(['luis']) && presence.knowsAll([]));
  });

  it('is asked for again when there was no answer', async ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { presence, questions } = asking();
    const asked = presence.refresh();
    questions[0].reject(new Error('cut off'));
    await asked;
    mock.timers.tick(5000);
    assert.equal(questions.length, 2);
  });
});
