// axe-core on what a page shows now.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const AXE = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/** Nothing that axe-core knows better; `rules` limits it to those. What is moving is let come to rest first. */
export async function passesAxe(page, what, rules) {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))));
  await page.evaluate(AXE);
  const options = rules ? { runOnly: { type: 'rule', values: rules } } : { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'] };
  const { violations } = await page.evaluate((wanted) => window.axe.run(document, wanted), options);
  const told = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any.map((one) => one.message).join(' ')}`));
  assert.deepEqual(told, [], what);
}
