// UUIDv7 for messages and groups: made here so that sending again can never double anything. crypto.randomUUID and
// crypto.subtle do not exist on a page served over plain http://192.168.x.x; crypto.getRandomValues does. Version 7
// because ids that grow with time keep the server's index fast.
let lastMs = 0;
let counter = 0;

export function uuidv7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  stamp(bytes);
  bytes[6] = 0x70 | (counter >>> 8);
  bytes[7] = counter & 0xff;
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

// Writes the 48-bit time. Ids made in one millisecond, or after the clock stepped back, still grow: by the 12-bit counter.
function stamp(bytes) {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    counter = bytes[6] & 0x07; // starts low, so that there is room to count
  } else if (++counter > 0xfff) {
    lastMs += 1;
    counter = 0;
  }
  for (let index = 0; index < 6; index += 1) bytes[index] = Math.floor(lastMs / 2 ** (8 * (5 - index))) & 0xff;
}
