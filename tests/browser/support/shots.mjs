// Screenshots: to be kept, when `tests/run --shots DIR` wants them, and to be looked at by a test.

import { mkdirSync } from 'node:fs';
import path from 'node:path';

const SHOTS = process.env.WEIGENCE_SHOTS;

/** Keeps what `page` shows now as DIR/`name`.png; without a DIR nothing. */
export async function shot(page, name) {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SHOTS, `${name}.png`), animations: 'disabled' });
}

/** What can be seen there: {width, height, at(x, y) → [red, green, blue]}. */
export async function picture(page, locator) {
  const png = (await locator.screenshot({ animations: 'disabled' })).toString('base64');
  const { width, height, data } = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d');
    context.drawImage(bitmap, 0, 0);
    return { width: bitmap.width, height: bitmap.height, data: Array.from(context.getImageData(0, 0, bitmap.width, bitmap.height).data) };
  }, png);
  return { width, height, at: (x, y) => data.slice(4 * (y * width + x), 4 * (y * width + x) + 3) };
}
