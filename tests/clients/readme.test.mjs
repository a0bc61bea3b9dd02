// The README's examples, run as they stand against a `--demo` server; only its address is another one.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Server } from './support/server.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const README = readFileSync(path.join(HERE, '../../README.md'), 'utf8');
const API = README.slice(README.indexOf('## The API'), README.indexOf('## How it is built inside'));

const blocks = (language) => [...API.matchAll(/```(\w+)\n([\s\S]*?)```/g)].filter((b) => b[1] === language).map((b) => b[2]);

describe("the README's examples", () => {
  const server = new Server('--demo');
  const place = mkdtempSync(path.join(tmpdir(), 'weigence-readme-'));

  before(async () => {
    await server.start();
    mkdirSync(path.join(place, 'node_modules'));
    symlinkSync(path.join(HERE, 'node_modules/socket.io-client-4.8'), path.join(place, 'node_modules/socket.io-client'));
  });
  after(async () => {
    await server.stop();
    rmSync(place, { recursive: true, force: true });
  });

  /** Runs an example in an empty directory; gives what it printed. */
  function run(command, args, text) {
    const here = text.replaceAll('http://localhost:5000', server.origin);
    return new Promise((resolve, reject) => {
      const child = spawn(command, [...args, here], { cwd: place, stdio: ['ignore', 'pipe', 'pipe'] });
      let out = '';
      let err = '';
      child.stdout.on('data', (chunk) => (out += chunk));
      child.stderr.on('data', (chunk) => (err += chunk));
      child.on('error', reject);
      child.on('exit', (code) => (code === 0 ? resolve(out) : reject(new Error(`status ${code}\n${out}\n${err}`))));
    });
  }

  it('curl, all blocks as one session', async () => {
    const out = await run('bash', ['-euc'], blocks('sh').join('echo\n'));
    assert.doesNotMatch(out, /"error"/);
    for (const part of ['"nombre_completo":"Ana Pérez"', '"usuarios":', '"conversaciones":', '"contenido":"Hola, Luis"',
      '"id":"01936f5e-7e2a-7cc3-9d61-3a1b5c2d4e6f"', '"hay_mas":false', '{"success":true}', '"nombre":"Bodega"']) {
      assert.ok(out.includes(part), `${part} in\n${out}`);
    }
  });

  it('socket.io-client', async () => {
    const [example] = blocks('js');
    const out = await run('node', ['-e'], example);
    assert.match(out, /guardado: true/);
    assert.match(out, /Luis dice: Hola desde Node/);
  });

  it('python-socketio', async () => {
    const [example] = blocks('python');
    assert.match(await run(path.join(HERE, '.venv/bin/python'), ['-c'], example), /guardado: True/);
  });
});
