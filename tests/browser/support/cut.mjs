// A hand on the page's network.

export const SOCKET = /\/socket\.io\/\?/;

/** Puts a hand on the page's line: `isBlocked` lets none open, `isDeaf` swallows what comes, `cut` breaks it.
 *  `isDark` is the whole network away: no socket and no request of the page's comes through. */
export async function controlLine(page, line) {
  const open = new Set();
  line.cut = () => open.forEach((socket) => socket.close());
  await page.route('**/api/**', (route) => (line.isDark ? route.abort() : route.fallback()));
  await page.route(SOCKET, (route) => (line.isBlocked || line.isDark ? route.abort() : route.continue()));
  await page.routeWebSocket(SOCKET, (socket) => {
    if (line.isBlocked || line.isDark) return socket.close();
    const server = socket.connectToServer();
    open.add(socket);
    server.onMessage((packet) => {
      if (!line.isDeaf) socket.send(packet);
    });
  });
  return line;
}
