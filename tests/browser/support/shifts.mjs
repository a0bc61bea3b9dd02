// What jumped on a page without anybody's doing, as the browser itself counts it.

export async function watchShifts(page) {
  await page.addInitScript(() => {
    window.__shifts = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        // A button that shows only under the pointer goes along with a bubble that gets narrower: nobody sees that.
        const isUnseen = ({ node }) => node && node.className === 'message-menu' && getComputedStyle(node).opacity === '0';
        if (entry.sources.length && entry.sources.every(isUnseen)) continue;
        const sources = entry.sources.map(({ node, previousRect, currentRect }) => {
          const name = node && (node.className || node.nodeName);
          return `${name} ${Math.round(previousRect.top)}→${Math.round(currentRect.top)}`;
        });
        window.__shifts.push({ value: entry.value, isAfterInput: entry.hadRecentInput, sources });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** All of them so far; those that followed a key or a click within half a second only with `withInput`. */
export async function shiftsOf(page, { withInput = false } = {}) {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))); // told of after the frame
  return page.evaluate((all) => window.__shifts.filter((shift) => all || !shift.isAfterInput), withInput);
}
