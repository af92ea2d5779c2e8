// A mail server of our own, on loopback and in the test's process: takes mail, keeps it raw and parsed, and misbehaves
// when a test says so. Server and parser are other implementations than the ones under test.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

/** How a connection to the mail server is kept secret. */
export type Encryption = 'none' | 'starttls' | 'tls';

/** How a mail server is set up. */
export interface MailServerOptions {
  /** None if it is not said. */
  encryption?: Encryption;
  certificate?: Certificate;
  /** Whoever sends mail must sign in with these. */
  login?: { user: string; password: string };
  /** Mails are counted and not kept. */
  onlyCounts?: boolean;
}

/** A mail that was taken. */
export interface Mail {
  /** The Message-ID. */
  id: string;
  /** The envelope. */
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  raw: string;
  parsed: ParsedMail;
  /** Whether it came over TLS. */
  secure: boolean;
  /** Who had signed in. */
  user: string | undefined;
  /** Whether a test has looked at it already. */
  read: boolean;
}

/** A certificate of this machine, which no authority knows. */
export class Certificate {
  private readonly folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  /** The file of the certificate. */
  readonly file = join(this.folder, 'cert.pem');
  readonly key: Buffer;
  readonly cert: Buffer;

  constructor() {
    const key = join(this.folder, 'key.pem');
    const names = ['subjectAltName=DNS:localhost,IP:127.0.0.1', 'basicConstraints=critical,CA:FALSE'];
    const more = names.flatMap((name) => ['-addext', name]);
    const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', this.file, '-subj', '/CN=localhost', ...more];
    execFileSync('openssl', args, { stdio: 'ignore' });
    this.key = readFileSync(key);
    this.cert = readFileSync(this.file);
  }

  /** Removes its files. */
  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a mail server answers instead of taking a mail. */
interface Refusal {
  code: number;
  text: string;
}

/** A mail server. */
export class MailServer {
  private server: SMTPServer | undefined;
  private port = 0;
  private readonly refusals = new Map<string, Refusal>();
  private drops = 0;
  private gate: Promise<void> | undefined;
  private open = (): void => undefined;

  /** What was taken, in the order of arrival. */
  readonly mails: Mail[] = [];
  /** How often each Message-ID was taken. */
  readonly copies = new Map<string, number>();
  /** Recipients that were refused, each as often as that happened. */
  readonly refused: string[] = [];
  /** Connections that were cut in the middle of a message. */
  dropped = 0;
  /** Wrong sign-ins. */
  strangers = 0;
  /** Messages that were read and are not yet taken. */
  held = 0;

  private constructor(private readonly options: MailServerOptions) {}

  /** Starts one on a free port. */
  static async start(options: MailServerOptions = {}): Promise<MailServer> {
    const server = new MailServer(options);
    await server.up();
    return server;
  }

  /** Its address as a setting, with its own login or another. */
  url(login = this.options.login): string {
    const scheme = { none: 'smtp', starttls: 'starttls', tls: 'smtps' }[this.options.encryption ?? 'none'];
    const who = login ? `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@` : '';
    return `${scheme}://${who}127.0.0.1:${this.port}`;
  }

  /** Serves; on the same port as before. */
  async up(): Promise<void> {
    const { encryption = 'none', certificate, login } = this.options;
    const disabledCommands = [...(encryption === 'starttls' ? [] : ['STARTTLS']), ...(login ? [] : ['AUTH'])];
    const server = new SMTPServer({
      name: 'mail.test',
      secure: encryption === 'tls',
      ...(certificate && { key: certificate.key, cert: certificate.cert }),
      disabledCommands,
      authOptional: !login,
      disableReverseLookup: true,
      closeTimeout: 1,
      logger: false,
      onAuth: (auth, _session, answer) => {
        const known = auth.username === login?.user && auth.password === login?.password;
        if (known) return answer(null, { user: auth.username });
        this.strangers += 1;
        answer(reply({ code: 535, text: 'Authentication credentials invalid' }));
      },
      onRcptTo: (to, _session, answer) => {
        const refusal = this.refusals.get(to.address);
        if (!refusal) return answer();
        this.refused.push(to.address);
        answer(reply(refusal));
      },
      onData: (stream, session, answer) => void this.take(stream, session).then(() => answer(), () => this.cut(session)),
    });
    // Clients that turn away, for instance at a certificate, are not this server's trouble.
    server.on('error', () => undefined);
    this.server = server;
    await new Promise<void>((done) => server.listen(this.port, '127.0.0.1', () => done()));
    this.port = (server.server.address() as AddressInfo).port;
  }

  /** Serves no more, and cuts who is connected. */
  async down(): Promise<void> {
    this.release();
    const server = this.server;
    this.server = undefined;
    if (!server) return;
    for (const connection of server.connections) connection._socket.destroy();
    await new Promise<void>((done) => server.close(() => done()));
  }

  /** From now on mail to this address is refused: for now with a 4xx, for good with a 5xx. */
  refuse(address: string, code: number, text: string): void {
    this.refusals.set(address, { code, text });
  }

  /** Takes mail to this address again. */
  accept(address: string): void {
    this.refusals.delete(address);
  }

  /** Cuts the next so many connections in the middle of their message. */
  drop(times: number): void {
    this.drops = times;
  }

  /** Is slow: messages are read and not answered until `release`. */
  hold(): void {
    this.gate = new Promise((open) => {
      this.open = open;
    });
  }

  /** Answers everything that was held. */
  release(): void {
    this.gate = undefined;
    this.open();
  }

  /** The next mail to this address that no test has looked at, with this in its subject; waits until it is there. */
  async next(to: string, subject: string | RegExp = '', milliseconds = 20_000): Promise<Mail> {
    const fits = (mail: Mail) =>
      !mail.read && mail.to === to && (typeof subject === 'string' ? mail.subject.includes(subject) : subject.test(mail.subject));
    await this.until(`a mail to ${to} with “${subject}”`, () => this.mails.some(fits), milliseconds);
    const mail = this.mails.find(fits)!;
    mail.read = true;
    return mail;
  }

  /** Everything to this address so far. */
  to(address: string): Mail[] {
    return this.mails.filter((mail) => mail.to === address);
  }

  /** Waits until this holds of what has arrived. */
  async until(what: string, holds: () => boolean, milliseconds = 20_000): Promise<void> {
    const end = Date.now() + milliseconds;
    while (!holds()) {
      if (Date.now() > end) {
        const list = this.mails.map((mail) => `  ${mail.read ? ' ' : '*'} ${mail.to}: ${mail.subject}`);
        throw new Error(`there is not ${what}; ${this.mails.length} mails came:\n${list.join('\n')}`);
      }
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  private async take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const drop = this.drops > 0;
    if (drop) this.drops -= 1;
    const chunks: Buffer[] = [];
    for await (const chunk of stream) {
      // The sender is in the middle of it, and never hears whether it was taken; it was not.
      if (drop) throw new Error('cut');
      chunks.push(chunk as Buffer);
    }
    this.held += 1;
    try {
      await this.gate;
      if (!this.server) throw new Error('gone');
      await this.keep(Buffer.concat(chunks), session);
    } finally {
      this.held -= 1;
    }
  }

  private async keep(bytes: Buffer, session: SMTPServerSession): Promise<void> {
    const raw = bytes.toString('utf8');
    const id = /^Message-ID:\s*(\S+)/im.exec(raw)?.[1] ?? '';
    this.copies.set(id, (this.copies.get(id) ?? 0) + 1);
    if (this.options.onlyCounts) return;
    const parsed = await simpleParser(bytes, { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true });
    const envelope = session.envelope;
    for (const { address } of envelope.rcptTo) {
      this.mails.push({
        id,
        from: envelope.mailFrom ? envelope.mailFrom.address : '',
        to: address,
        subject: parsed.subject ?? '',
        text: parsed.text ?? '',
        html: parsed.html || '',
        raw,
        parsed,
        secure: session.secure,
        user: session.user as string | undefined,
        read: false,
      });
    }
  }

  private cut(session: SMTPServerSession): void {
    this.dropped += 1;
    for (const connection of this.server?.connections ?? []) {
      if (connection.id === session.id) connection._socket.destroy();
    }
  }
}

/** An answer with a code, in the form that the server library takes. */
function reply({ code, text }: Refusal): Error {
  return Object.assign(new Error(text), { responseCode: code });
}
