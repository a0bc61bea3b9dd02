// assets/js/links.js and emoji.js by themselves: what in a text is an address, and what is nothing but emoji.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFewEmoji } from '../../assets/js/emoji.js';
import { linkify } from '../../assets/js/links.js';
import { PAYLOADS } from './support/payloads.mjs';

const hrefs = (text) => linkify(text).filter((segment) => segment.href).map((segment) => [segment.text, segment.href]);

const FOUND = [
  ['Mira https://tienda.cl.', 'https://tienda.cl', 'https://tienda.cl/'],
  ['(http://tienda.cl/a)', 'http://tienda.cl/a', 'http://tienda.cl/a'],
  ['(en https://es.wikipedia.org/wiki/Talca_(Chile))', 'https://es.wikipedia.org/wiki/Talca_(Chile)', 'https://es.wikipedia.org/wiki/Talca_(Chile)'],
  ['«https://tienda.cl/»', 'https://tienda.cl/', 'https://tienda.cl/'],
  ['"https://tienda.cl/x"', 'https://tienda.cl/x', 'https://tienda.cl/x'],
  ['*https://tienda.cl/x*', 'https://tienda.cl/x', 'https://tienda.cl/x'],
  ['https://tienda.cl/a,b;c?d=e&f=g#h!', 'https://tienda.cl/a,b;c?d=e&f=g#h', 'https://tienda.cl/a,b;c?d=e&f=g#h'],
  ['www.tienda.cl, ya', 'www.tienda.cl', 'http://www.tienda.cl/'],
  ['HTTPS://TIENDA.CL/A', 'HTTPS://TIENDA.CL/A', 'https://tienda.cl/A'],
  ['http://192.168.1.20:5000/chat', 'http://192.168.1.20:5000/chat', 'http://192.168.1.20:5000/chat'],
  ['Entra a http://caja-2:5000 ahora', 'http://caja-2:5000', 'http://caja-2:5000/'],
  ['https://farmacia.cl/ñandú', 'https://farmacia.cl/ñandú', 'https://farmacia.cl/%C3%B1and%C3%BA'],
  ['Escribe a ana.rojas@tienda.cl.', 'ana.rojas@tienda.cl', 'mailto:ana.rojas@tienda.cl'],
  ['correo:ana@tienda.cl', 'ana@tienda.cl', 'mailto:ana@tienda.cl'],
  ['mailto:ana@tienda.cl', 'mailto:ana@tienda.cl', 'mailto:ana@tienda.cl'],
  ['tel:+56912345678', 'tel:+56912345678', 'tel:+56912345678'],
  ['Llama al +56 9 1234 5678, hoy', '+56 9 1234 5678', 'tel:+56912345678'],
  ['+56 2 2345 6789', '+56 2 2345 6789', 'tel:+56223456789'],
];

const NOT_FOUND = [
  'javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'javascript://tienda.cl/%0aalert(1)', 'javascript:http://tienda.cl', 'vbscript:https://tienda.cl',
  'data:text/html,<script>1</script>', 'file:///etc/passwd', 'ftp://tienda.cl', 'blob:http://tienda.cl/1', 'view-source:http://tienda.cl',
  'https://banco.cl@malo.example/', 'https://ana:clave@tienda.cl/', 'http://', 'https://.', 'www.', 'www.x', 'xhttps://tienda.cl', 'a@b', '@tienda.cl',
  '12345678-9', '12.345.678-9', '$ 12.990', '+56 9 1234', 'hola.como estas', 'precio:1.500',
];

describe('addresses in a text', () => {
  for (const [text, shown, href] of FOUND) it(`are found in: ${text}`, () => assert.deepEqual(hrefs(text), [[shown, href]]));
  for (const text of NOT_FOUND) it(`are not found in: ${text}`, () => assert.deepEqual(hrefs(text), []));

  it('are found one after the other, on several lines', () => {
    assert.deepEqual(hrefs('https://a.cl\nhttps://b.cl y www.c.cl').map(([text]) => text), ['https://a.cl', 'https://b.cl', 'www.c.cl']);
  });

  it('leave the text as it was, and lead nowhere but to the web, mail and telephone', () => {
    for (const text of [...PAYLOADS, ...FOUND.map(([one]) => one), ...NOT_FOUND, '', ' \n ']) {
      const segments = linkify(text);
      assert.equal(segments.map((segment) => segment.text).join(''), text);
      for (const { href } of segments) if (href) assert.match(href, /^(https?:\/\/|mailto:|tel:)/);
    }
  });

  it('do not hide behind signs that turn the direction of writing', () => {
    for (const [shown] of hrefs('https://banco.cl/\u202ecl.olam https://x.cl\u200b.malo.cl')) assert.doesNotMatch(shown, /[\u200b\u202e]/);
  });

  it('are looked for in time that grows with the text', () => {
    const long = ['http://', 'a@', 'www.', '((((', 'a.', '+56 ', 'http://a.cl/)))'].map((piece) => piece.repeat(4000 / piece.length));
    const began = performance.now();
    for (const text of long) linkify(text);
    assert.ok(performance.now() - began < 500, `${performance.now() - began} ms`);
  });
});

describe('a message of emoji', () => {
  for (const text of ['👍', '👍👍👍', '👍🏽', '❤️', '❤️ 😀', '👨‍👩‍👧‍👦', '🇨🇱', '1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿']) it(`is large: ${text}`, () => assert.ok(isFewEmoji(text)));
  for (const text of ['👍👍👍👍', 'ok 👍', '1', '123', '#', '©', 'a', '', ' ', '🇨']) it(`is not large: "${text}"`, () => assert.ok(!isFewEmoji(text)));
});
