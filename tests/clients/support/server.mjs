// The real binary, started on a free port with a data directory of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { within } from './waiting.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const BINARY = path.resolve(ROOT, process.env.WEIGENCE_BIN ?? 'target/debug/weigence-chat');

const running = new Set();
const directories = new Set();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

export class Server {
  #child = null;
  #log = [];
  #arguments;

  constructor(...args) {
    this.#arguments = args;
    this.data = mkdtempSync(path.join(tmpdir(), 'weigence-test-'));
    directories.add(this.data);
    this.address = '127.0.0.1:0';
  }

  get origin() {
    return `http://${this.address}`;
  }

  /** Starts the server; once it has had a port it takes that one again. */
  async start() {
    if (this.#child?.exitCode === null && this.#child.signalCode === null) return this;
    const args = ['serve', '--listen', this.address, '--data', this.data, ...this.#arguments];
    const child = spawn(BINARY, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
    const announced = new Promise((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (chunk) => {
        this.#log.push(chunk);
        text += chunk;
        const found = /Servidor en http:\/\/([\d.]+:\d+)/.exec(text);
        if (found) resolve(found[1]);
      });
      child.stderr.on('data', (chunk) => this.#log.push(chunk));
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`serve ended with ${code}:\n${this.log}`)));
    });
    this.address = await within(15_000, announced, () => `"Servidor en …" on stdout; so far:\n${this.log}`);
    return this;
  }

  /** Asks the server to stop; tells its exit status and how long it took. */
  async stop(signal = 'SIGTERM') {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return { code: child?.exitCode, milliseconds: 0 };
    const asked = performance.now();
    const ended = once(child, 'exit');
    child.kill(signal);
    const [code] = await within(15_000, ended, () => `the end of the server after ${signal}`);
    return { code, milliseconds: performance.now() - asked };
  }

  async close() {
    await this.stop('SIGKILL');
    rmSync(this.data, { recursive: true, force: true });
    directories.delete(this.data);
  }

  /** Runs a command of the binary on this server's data, whether it runs or not. */
  async command(args, input = '') {
    const child = spawn(BINARY, [...args, '--data', this.data], { stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.stdin.on('error', () => {}); // A command that refuses at once doesn't read its input.
    child.stdin.end(input);
    const [code] = await within(30_000, once(child, 'close'), () => `the end of ${args.join(' ')}`);
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${output}`);
    return output;
  }

  get log() {
    return Buffer.concat(this.#log).toString();
  }
}
