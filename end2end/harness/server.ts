// A server of our own on a free port, with a private Postgres in a folder of its own; ended by its process id.

import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PROFILE = process.env.COUNTERSIGN_PROFILE ?? 'debug';

/** Whether the served build is the one that people get. */
export const isRelease = PROFILE === 'release';

const BINARY = process.env.COUNTERSIGN_BINARY ?? resolve(import.meta.dirname, `../../target/${PROFILE}/countersign`);

/** What a command said, and how it ended. */
export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A server and its data. */
export class Server {
  private process: ChildProcess | undefined;
  private said = '';

  private constructor(
    readonly origin: string,
    private readonly folder: string,
    private readonly demo: boolean,
  ) {}

  /** Starts a server with the demo's company, or with nobody in it. */
  static async start(options: { demo: boolean }): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-'));
    // Postgres runs as another user when this is root, and must pass through here.
    chmodSync(folder, 0o755);
    const server = new Server(`http://127.0.0.1:${await freePort()}`, folder, options.demo);
    await server.up();
    return server;
  }

  /** Starts the process, on the same port and data as before, and waits until it serves. */
  async up(): Promise<void> {
    const listen = this.origin.replace('http://', '');
    const args = ['serve', '--listen', listen, ...(this.demo ? ['--demo'] : [])];
    const process = spawn(BINARY, args, { env: this.environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    this.process = process;
    for (const stream of [process.stdout, process.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.said += chunk.toString();
      });
    }
    await this.until('said where it is', 90_000, async () => {
      if (process.exitCode !== null) throw new Error(`the server ended at its start:\n${this.said}`);
      return this.said.includes('Countersign is at') && (await this.answers('/readyz'));
    });
  }

  /** What it wrote to its console, from the first start on. */
  get console(): string {
    return this.said;
  }

  /** Asks it to end, and waits until it has. */
  async down(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Ends it and removes its data; keeps what it said when a test failed. */
  async dispose(keepIn?: string): Promise<void> {
    await this.down();
    if (keepIn) writeFileSync(keepIn, this.said);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs a command of the same binary on the same data. */
  async run(args: string[], input = ''): Promise<Outcome> {
    const child = spawn(BINARY, args, { env: this.environment(), stdio: ['pipe', 'pipe', 'pipe'] });
    const outcome: Outcome = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (outcome.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (outcome.stderr += chunk.toString()));
    child.stdin.end(input);
    outcome.code = await new Promise((done, failed) => {
      child.on('close', done);
      child.on('error', failed);
    });
    return outcome;
  }

  /** The same, for commands that must succeed; gives the last line of what they said. */
  async get(args: string[], input = ''): Promise<string> {
    const { code, stdout, stderr } = await this.run(args, input);
    if (code !== 0) throw new Error(`countersign ${args.join(' ')} ended with ${code}:\n${stdout}\n${stderr}`);
    return stdout.trim().split('\n').at(-1) ?? '';
  }

  /** Memory of the process, in kilobytes. */
  get pid(): number {
    if (!this.process?.pid) throw new Error('the server does not run');
    return this.process.pid;
  }

  private environment(): NodeJS.ProcessEnv {
    const { DATABASE_URL: _database, COUNTERSIGN_PUBLIC_URL: _url, ...rest } = process.env;
    return { ...rest, COUNTERSIGN_DATA: join(this.folder, 'data'), RUST_LOG: 'info', RUST_BACKTRACE: '0', NO_COLOR: '1' };
  }

  private async answers(path: string): Promise<boolean> {
    return fetch(this.origin + path).then(
      (answer) => answer.ok,
      () => false,
    );
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const process = this.process;
    this.process = undefined;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    const ended = new Promise<void>((done) => process.once('exit', () => done()));
    process.kill(signal);
    const late = setTimeout(() => process.kill('SIGKILL'), 30_000);
    await ended;
    clearTimeout(late);
  }

  private async until(what: string, milliseconds: number, holds: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + milliseconds;
    while (!(await holds())) {
      if (Date.now() > end) throw new Error(`the server has not ${what}:\n${this.said}`);
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

async function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.on('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      if (address === null || typeof address === 'string') return failed(new Error('no port'));
      probe.close(() => done(address.port));
    });
  });
}
