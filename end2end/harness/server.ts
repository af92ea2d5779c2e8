// A server of our own on a free port, with a private Postgres in a folder of its own; ended by its process id.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

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

/** How a server is started. */
export interface Options {
  /** With the demo's company, or with nobody in it. */
  demo: boolean;
  /** The address that browsers would use, when it is not the one served on. */
  publicUrl?: string;
  /** More variables of its environment. */
  env?: Record<string, string>;
}

/** A server and its data. */
export class Server {
  private process: ChildProcess | undefined;
  private said = '';

  private constructor(
    readonly origin: string,
    private readonly folder: string,
    private readonly options: Options,
  ) {}

  /** Starts a server on a free port. */
  static async start(options: Options): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-'));
    // Postgres runs as another user when this is root, and must pass through here.
    chmodSync(folder, 0o755);
    const server = new Server(`http://127.0.0.1:${await freePort()}`, folder, options);
    await server.up();
    return server;
  }

  /** Starts the process, on the same port and data as before, and waits until it serves. */
  async up(): Promise<void> {
    const listen = this.origin.replace('http://', '');
    const { demo, publicUrl } = this.options;
    const args = ['serve', '--listen', listen, ...(demo ? ['--demo'] : []), ...(publicUrl ? ['--public-url', publicUrl] : [])];
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

  /** Asks it to end, and waits until it has; gives its exit code. */
  async down(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  /** Ends it in order and starts it again on the same port and data, from then on with these variables too. */
  async restart(env: Record<string, string>): Promise<void> {
    await this.down();
    this.options.env = { ...this.options.env, ...env };
    await this.up();
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Ends its database as a power cut would. */
  killDatabase(): void {
    const [pid] = readFileSync(join(this.folder, 'data/data/postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
  }

  /** Changes its data behind its back: what only time would bring about. Gives the rows as text, columns between bars. */
  async sql(statement: string): Promise<string[]> {
    const socket = readFileSync(join(this.folder, 'data/data/postmaster.pid'), 'utf8').split('\n')[4]!;
    const args = ['-h', socket, '-U', 'countersign', '-d', 'countersign', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', statement];
    const { stdout } = await promisify(execFile)('psql', args);
    return stdout.split('\n').filter((line) => line !== '');
  }

  /** Whether it says that it can serve. */
  async isReady(): Promise<boolean> {
    return this.answers('/readyz');
  }

  /** Ends it and removes its data. Fails if it did not end in order, or wrote of errors that nobody expected. */
  async dispose(options: { log?: string; mayFail?: RegExp } = {}): Promise<void> {
    const code = await this.down();
    if (options.log) writeFileSync(options.log, this.said);
    rmSync(this.folder, { recursive: true, force: true });
    const errors = this.said.split('\n').filter((line) => / ERROR |panicked/.test(line) && !options.mayFail?.test(line));
    if (errors.length > 0) throw new Error(`the server wrote of errors:\n${errors.join('\n')}`);
    if (code !== 0) throw new Error(`the server ended with ${code}:\n${this.said.slice(-2_000)}`);
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

  /** The id of its process. */
  get pid(): number {
    if (!this.process?.pid) throw new Error('the server does not run');
    return this.process.pid;
  }

  private environment(): NodeJS.ProcessEnv {
    const { DATABASE_URL: _database, COUNTERSIGN_PUBLIC_URL: _url, SMTP_URL: _mail, ...rest } = process.env;
    const ours = { COUNTERSIGN_DATA: join(this.folder, 'data'), RUST_LOG: 'info', RUST_BACKTRACE: '0', NO_COLOR: '1' };
    return { ...rest, ...ours, ...this.options.env };
  }

  private async answers(path: string): Promise<boolean> {
    return fetch(this.origin + path).then(
      (answer) => answer.ok,
      () => false,
    );
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const process = this.process;
    this.process = undefined;
    if (!process) return 0;
    if (process.exitCode !== null || process.signalCode !== null) return process.exitCode;
    const ended = new Promise<number | null>((done) => process.once('exit', done));
    process.kill(signal);
    const late = setTimeout(() => process.kill('SIGKILL'), 30_000);
    const code = await ended;
    clearTimeout(late);
    return code;
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
