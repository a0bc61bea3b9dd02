// Screenshots, when `tests/run --shots DIR` wants them.

import { mkdirSync } from 'node:fs';
import path from 'node:path';

const SHOTS = process.env.WEIGENCE_SHOTS;

/** Keeps what `page` shows now as DIR/`name`.png; without a DIR nothing. */
export async function shot(page, name) {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SHOTS, `${name}.png`), animations: 'disabled' });
}
