// axe-core in the page: evaluated through the debugger, because the page's own policy lets no foreign script in.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What is wrong with what `page` shows once nothing moves: a line for each rule that is broken, with where. */
export async function violations(page) {
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {}))));
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(SOURCE);
  const found = await page.evaluate(async (values) => {
    const { violations: broken } = await window.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] });
    return broken.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => `${node.target} ${node.any.map(({ message }) => message)}`) }));
  }, TAGS);
  return found.map(({ id, help, where }) => `${id}: ${help}\n  ${where.slice(0, 4).join('\n  ')}`);
}
