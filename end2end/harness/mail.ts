// Mail as its readers use it: the link, the code, both parts. And a house whose mail goes to a mail server of the test's.

import { randomUUID } from 'node:crypto';
import { expect } from '@playwright/test';
import { type Persona, email } from './people.ts';
import { Server } from './server.ts';
import type { Mail, MailServer } from './smtp.ts';

/** Who the house's mail is from. */
export const FROM = 'Countersign <approvals@halden.example>';

/** The settings of mail that goes to this server, each mail at once. */
export function mailSettings(server: MailServer, more: Record<string, string> = {}): Record<string, string> {
  return { SMTP_URL: server.url(), COUNTERSIGN_MAIL_FROM: FROM, COUNTERSIGN_MAIL_RATE: '500', ...more };
}

/** A house with the demo's company, whose mail goes out without waiting. What the demo told its people before is not sent. */
export async function houseWithMail(server: MailServer, more: Record<string, string> = {}): Promise<Server> {
  const house = await Server.start({ demo: true, env: mailSettings(server, more) });
  await house.sql(`delete from mails; ${waits(0)}`);
  return house;
}

/** Mail waits this many seconds for people who are in the app anyway. */
export function waits(seconds: number): string {
  return `insert into mail_looks (shard, org_id, colour, subject_prefix, stagger_seconds)
    select shard, id, '#9c2b2e', '', ${seconds} from organisations
    on conflict on constraint mail_looks_pkey do update set stagger_seconds = excluded.stagger_seconds;`;
}

/** What became of each mail about a request: `asked ben@halden.example skipped: why`, in the order of settling. */
export async function becameOf(house: Server, execution: string): Promise<string[]> {
  const uuid = execution.slice(execution.indexOf('-') + 1);
  return house.sql(`select concat(m.kind, ' ', u.email, ' ', m.how, case when m.note <> '' then ': ' || m.note end)
    from (select user_id, kind, 'waiting' as how, note, due_at as at, execution_id from mails
      union all select user_id, kind, how, note, settled_at, execution_id from settled_mails) m
    join users u on u.id = m.user_id where m.execution_id = '${uuid}' order by m.at`);
}

/** A definition that asks whoever has the address in its form, or somebody else, for one answer. */
export function letterTo(key: string, name: string, proof: 'link' | 'link_and_code' | 'sign_in', who: object = { from: 'field', key: 'partner' }): object {
  const node = (id: string, called: string, x: number, y: number, does: object) => ({ id, name: called, at: { x, y }, does });
  const edge = (from: string, port: string, to: string) => ({ id: `${from}-${port}`, from, port, to });
  return {
    schema: 1,
    key,
    name,
    title: '{what}',
    form: {
      fields: [
        { key: 'what', label: 'What is it about?', required: true, input: { type: 'text', max_length: 80 } },
        { key: 'partner', label: 'Who answers?', input: { type: 'email' } },
        { key: 'terms', label: 'Terms', input: { type: 'long_text' } },
      ],
    },
    nodes: [
      node('start', 'Request', 0, 0, { kind: 'start' }),
      node('answer', 'Answer', 220, 0, {
        kind: 'approval',
        approvers: [who],
        policy: { of: 'any' },
        instructions: 'Read the terms.',
        proof,
        due: { within: 'P7D' },
      }),
      node('yes', 'Agreed', 440, 0, { kind: 'end', outcome: 'approved' }),
      node('no', 'Declined', 440, 120, { kind: 'end', outcome: 'rejected' }),
    ],
    edges: [edge('start', 'next', 'answer'), edge('answer', 'approved', 'yes'), edge('answer', 'rejected', 'no')],
  };
}

/** Every address in the plain part. */
export function addressesInText(mail: Mail): string[] {
  return [...mail.text.matchAll(/https?:\/\/\S+/g)].map(([url]) => url);
}

/** Every address that the HTML part leads to. */
export function addressesInHtml(mail: Mail): string[] {
  return [...mail.html.matchAll(/href="([^"]*)"/g)].map((match) => plain(match[1]!));
}

/** The reader's own link; both parts must have the same one, once. */
export function linkIn(mail: Mail): string {
  const links = (urls: string[]) => [...new Set(urls.filter((url) => new URL(url).pathname.startsWith('/l/')))];
  const [text, html] = [links(addressesInText(mail)), links(addressesInHtml(mail))];
  expect(text, `links in the text of “${mail.subject}”`).toHaveLength(1);
  expect(html, 'the parts agree').toEqual(text);
  expect(new URL(text[0]!).pathname).toMatch(/^\/l\/\d+-[A-Za-z0-9_-]{43}$/);
  return text[0]!;
}

/** The six digits. */
export function codeIn(mail: Mail): string {
  const code = /^\s+(\d{3}) (\d{3})\s*$/m.exec(mail.text);
  expect(code, 'the text has a code').not.toBeNull();
  expect(readHtml(mail)).toContain(`${code![1]} ${code![2]}`);
  expect(mail.subject, 'a locked screen must not show it').not.toContain(code![1]);
  return code![1]! + code![2]!;
}

/** A header as it stands in the mail, unfolded. */
export function header(mail: Mail, name: string): string | undefined {
  const head = mail.raw.split(/\r?\n\r?\n/, 1)[0]!.replace(/\r?\n[ \t]+/g, ' ');
  return new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(head)?.[1]?.trim();
}

/** What can be read of the HTML part, with single spaces. */
export function readHtml(mail: Mail): string {
  const shown = mail.html.replace(/<(style|head)[\s\S]*?<\/\1>|<!--[\s\S]*?-->/g, ' ').replace(/<\/?(a|b|span|strong)\b[^>]*>/g, '').replace(/<[^>]+>/g, ' ');
  return single(plain(shown).replace(/[\u034f\u2007\u200b]/g, ' '));
}

/** What can be read of the plain part, with single spaces and without the marks of quotations. */
export function readText(mail: Mail): string {
  return single(mail.text.replace(/^[ \t]*> ?/gm, ''));
}

function single(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function plain(text: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };
  return text
    .replace(/&#(x?)([0-9a-f]+);/gi, (_, hex: string, digits: string) => String.fromCodePoint(parseInt(digits, hex ? 16 : 10)))
    .replace(/&(\w+);/g, (all, name: string) => named[name] ?? all);
}

/** Fails unless the mail is whole: who, threads, both parts with the same words, nothing fetched from anywhere. */
export function expectWhole(mail: Mail, origin: string, ...says: string[]): void {
  const what = `“${mail.subject}” to ${mail.to}`;
  expect(mail.from, what).toBe('approvals@halden.example');
  expect(header(mail, 'From'), what).toBe(FROM);
  expect(header(mail, 'To'), what).toContain(`<${mail.to}>`);
  // A mail that is written anew each time it is sent, as one with a code, says which time it is.
  expect(mail.id, what).toMatch(/^<[0-9a-f]{32}(\.\d+)?@halden\.example>$/);
  expect(header(mail, 'Auto-Submitted'), what).toBe('auto-generated');
  expect(header(mail, 'Date'), what).toBeTruthy();
  expect(header(mail, 'Content-Type'), what).toContain('multipart/alternative');
  expect(mail.raw.indexOf('text/plain'), 'the plain part comes first').toBeLessThan(mail.raw.indexOf('text/html'));
  for (const part of [readText(mail), readHtml(mail)]) {
    expect(part, what).toContain('Sent by Countersign for Halden Instruments.');
    expect(part, what).toContain('You get this because');
    for (const say of says) expect(part, what).toContain(say);
  }
  expect(mail.html, 'a mail runs nothing').not.toMatch(/<script|<form|<iframe|javascript:|\son\w+=/i);
  expect(mail.html, 'a mail fetches nothing').not.toMatch(/(src|background)="?https?:|url\(\s*['"]?https?:|@import|@font-face/i);
  const urls = [...new Set(addressesInText(mail))].sort();
  expect([...new Set(addressesInHtml(mail))].sort(), `${what}: the parts lead to the same places`).toEqual(urls);
  for (const url of urls) expect(new URL(url).origin, what).toBe(origin);
  expect(urls.filter((url) => url.includes('/l/')).length, 'links of the reader').toBeLessThanOrEqual(1);
}

/** The thread that a mail belongs to; both headers must name it. */
export function threadOf(mail: Mail): string {
  const thread = header(mail, 'References');
  expect(thread, `“${mail.subject}” belongs to a thread`).toMatch(/^<\S+\.request@halden\.example>$/);
  expect(header(mail, 'In-Reply-To')).toBe(thread);
  expect(thread).not.toBe(mail.id);
  return thread!;
}

/** Somebody of the company who does things over the REST API, so that a test about mail need not click. */
export class Clerk {
  private constructor(
    private readonly origin: string,
    private readonly token: string,
  ) {}

  static async of(house: Server, person: Persona): Promise<Clerk> {
    const scopes = ['read', 'requests:write', 'tasks:decide', 'definitions:write'].flatMap((scope) => ['--scope', scope]);
    return new Clerk(house.origin, await house.get(['token', 'add', email(person), '--name', 'mail tests', ...scopes]));
  }

  /** Does something that must succeed. */
  async post(path: string, body: object = {}): Promise<Record<string, unknown>> {
    return this.call('POST', path, body);
  }

  /** Reads something. */
  async get(path: string): Promise<Record<string, unknown>> {
    return this.call('GET', path);
  }

  /** The id of a colleague. */
  async idOf(name: string): Promise<string> {
    const { people } = (await this.get('/people')) as { people: { id: string; name: string }[] };
    return people.find((person) => person.name === name)!.id;
  }

  /** The task of a request that asks this person. */
  async taskOf(execution: string): Promise<{ id: string; revision: number }> {
    const detail = await this.get(`/executions/${execution}`);
    const { id } = (detail.tasks as { id: string; mine: boolean }[]).find((task) => task.mine)!;
    const task = await this.get(`/tasks/${id}`);
    return { id, revision: task.revision as number };
  }

  /** Answers the open task of a request. */
  async decide(execution: string, decision: 'approve' | 'reject' | 'request_changes', comment = ''): Promise<void> {
    const { id, revision } = await this.taskOf(execution);
    await this.post(`/tasks/${id}/decision`, { decision, comment, revision });
  }

  private async call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.origin}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return text ? (JSON.parse(text) as Record<string, unknown>) : {};
  }
}
