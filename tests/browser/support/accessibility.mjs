// axe-core in the page: evaluated through the debugger, because the page's own policy lets no foreign script in.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What is wrong with what `page` shows once nothing moves: a line for each rule that is broken, with where. */
export async function violations(page, rules) {
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {}))));
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(SOURCE);
  const wanted = rules ? { type: 'rule', values: rules } : { type: 'tag', values: TAGS };
  const found = await page.evaluate(async (runOnly) => {
    const { violations: broken } = await window.axe.run(document, { runOnly, resultTypes: ['violations'] });
    return broken.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => `${node.target} ${node.any.map(({ message }) => message)}`) }));
  }, wanted);
  return found.map(({ id, help, where }) => `${id}: ${help}\n  ${where.slice(0, 4).join('\n  ')}`);
}

/** Nothing that axe-core knows better; `rules` limits it to those. */
export async function passesAxe(page, what, rules) {
  assert.deepEqual(await violations(page, rules), [], what);
}
