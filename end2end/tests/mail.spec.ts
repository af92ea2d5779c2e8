// Every kind of mail from where it begins to the mailbox; whom it spares; and the ways that it takes.

import type { Locator } from '@playwright/test';
import { type Server, type Visitor, Program, email, expect, people, test } from '../harness/index.ts';
import { done, open, decide } from '../harness/pages.ts';
import { Clerk, addressesInText, becameOf, expectWhole, header, houseWithMail, letterTo, linkIn, mailSettings, readText, threadOf, waits } from '../harness/mail.ts';
import { Certificate, type Mail, MailServer } from '../harness/smtp.ts';

const FREIGHT = 'freight@harbour.example';
const LUCIA = 'lucia@halden.example';
const AMARA = email('amara');

type Json = Record<string, unknown>;

const node = (id: string, name: string, x: number, does: Json): Json => ({ id, name, at: { x, y: 0 }, does });
const edge = (from: string, port: string, to: string): Json => ({ id: `${from}-${port}`, from, port, to });

/** Goes through every kind of notice within seconds. */
const VOYAGE = {
  schema: 1,
  key: 'voyage',
  name: 'Voyage',
  title: '{what}',
  form: {
    fields: [
      { key: 'what', label: 'What shall travel?', required: true, input: { type: 'text', max_length: 80 } },
      { key: 'why', label: 'Why?', input: { type: 'long_text' } },
    ],
  },
  nodes: [
    node('start', 'Request', 0, { kind: 'start' }),
    node('tell', 'Tell the people team', 220, { kind: 'notify', to: [{ from: 'group', key: 'people' }], message: 'Somebody travels: {what}.' }),
    node('manager', 'Manager', 440, {
      kind: 'approval',
      approvers: [{ from: 'manager_of_requester' }],
      policy: { of: 'any' },
      instructions: 'Is the ship sound?',
      due: { within: 'P2D' },
      reminders: { after: 'PT2S', times: 1 },
      escalations: [
        { after: 'PT3S', how: 'inform', to: { from: 'group', key: 'legal' } },
        { after: 'PT4S', how: 'add', to: { from: 'manager_of_assignee' } },
      ],
    }),
    node('loaded', 'Loaded', 660, { kind: 'signal', name: 'loaded', link_to: [{ from: 'email', address: FREIGHT }], instructions: 'Say when it is on board.' }),
    node('yes', 'Sail', 880, { kind: 'end', outcome: 'approved' }),
    { ...node('no', 'Stay', 660, { kind: 'end', outcome: 'rejected' }), at: { x: 660, y: 120 } },
  ],
  edges: [
    edge('start', 'next', 'tell'),
    edge('tell', 'next', 'manager'),
    edge('manager', 'approved', 'loaded'),
    edge('manager', 'rejected', 'no'),
    edge('loaded', 'next', 'yes'),
  ],
};

let sink: MailServer;
let house: Server;
let certificate: Certificate;
let program: Program;
let keiko: Clerk;
let priya: Clerk;

test.beforeAll(async () => {
  certificate = new Certificate();
  sink = await MailServer.start();
  house = await houseWithMail(sink);
  program = await Program.for(house, 'grace');
  await program.publish(VOYAGE);
  await program.publish(letterTo('letter', 'Letter', 'link'));
  [keiko, priya] = await Promise.all([Clerk.of(house, 'keiko'), Clerk.of(house, 'priya')]);
});
test.afterAll(async () => {
  await house.dispose();
  await sink.down();
  certificate.dispose();
});

/** Keiko asks for something and gives the request's id. */
async function asks(definition: string, data: Record<string, string>): Promise<string> {
  return (await keiko.post('/executions', { definition, data })).execution as string;
}

/** What somebody wants mailed, as they say it on their account's page. */
async function wishes(visitor: Visitor, choose: (form: Locator) => Promise<unknown>): Promise<void> {
  await visitor.page.goto('/account');
  const form = visitor.page.locator('#mail');
  await choose(form);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(done(visitor)).toBeVisible();
}

test('each kind of mail says what is wanted, why and by when, whole in both parts and in one thread', async () => {
  const what = 'A crate of <b>barometers</b> & co';
  const why = 'They sank.\n  Twice: "glug".';
  const execution = await asks('voyage', { what, why });
  const thread: Mail[] = [];
  const comes = async (to: string, subject: string, ...says: string[]) => {
    const mail = await sink.next(to, subject);
    expect(mail.subject).toBe(`${subject}: ${what}`);
    expectWhole(mail, house.origin, what, ...says);
    thread.push(mail);
    return mail;
  };
  const fields = ['What shall travel?', 'They sank. Twice: "glug".'];

  await comes(LUCIA, 'Message', `Somebody travels: ${what}.`, 'You get this because the process tells you.');
  const asked = await comes(
    email('priya'),
    'Your decision',
    `${people.keiko} asks for your decision.`,
    ...fields,
    'Is the ship sound?',
    'Answer by',
    '(Kolkata time)',
    'Why you',
    'Look at it and decide',
    `For ${people.priya}.`,
    'Change which mails you get',
  );
  linkIn(asked);
  const reminded = await comes(email('priya'), 'Reminder', `${people.keiko} still waits for your decision.`, ...fields);
  expect(linkIn(reminded), 'each mail has a link of its own').not.toBe(linkIn(asked));
  const informed = await comes(AMARA, 'Not answered in time', 'You are told so that you know.');
  expect(addressesInText(informed).filter((url) => url.includes('/l/')), 'who is only told can answer nothing').toEqual([]);
  const escalated = await comes(email('marta'), 'It came to you', 'Nobody answered in time, so it came to you.', '(Lisbon time)');
  linkIn(escalated);

  await keiko.post(`/executions/${execution}/nudge`);
  await comes(email('priya'), 'Please look at it soon', `${people.keiko} asks you to look at this soon.`);
  await keiko.post(`/executions/${execution}/comments`, { text: 'The tide is at <noon>.' });
  await comes(email('priya'), `Comment by ${people.keiko}`, `${people.keiko} wrote a comment.`, 'The tide is at <noon>.');

  await priya.decide(execution, 'request_changes', 'Which tide?');
  const sentBack = await comes(email('keiko'), 'Sent back to you', `${people.priya} asks you to change something before deciding.`, 'Which tide?', 'Change the request');
  expect(addressesInText(sentBack).filter((url) => url.includes('/tasks/')), 'a change is made in the app').toHaveLength(1);
  const { id } = await keiko.taskOf(execution);
  await keiko.post(`/tasks/${id}/resubmission`, { data: { what, why: 'At high tide.' }, comment: 'Said which.' });
  const again = await comes(email('priya'), 'Your decision', 'At high tide.');
  expect(linkIn(again)).not.toBe(linkIn(asked));

  const arjun = await priya.idOf(people.arjun);
  await priya.post(`/tasks/${(await priya.taskOf(execution)).id}/delegate`, { to: arjun, comment: 'You know ships.' });
  await comes(email('arjun'), `Passed to you by ${people.priya}`, 'to decide in their place.', 'You know ships.');
  await (await Clerk.of(house, 'arjun')).decide(execution, 'approve', 'Sound.');
  const wanted = await comes(FREIGHT, 'Your confirmation', 'This request waits for your confirmation, and goes on when you give it.', 'Say when it is on board.', 'Look at it and confirm');
  linkIn(wanted);
  expect(readText(wanted), 'somebody outside has no account page').not.toContain('Change which mails you get');

  await (await Clerk.of(house, 'grace')).post(`/executions/${execution}/cancel`, { reason: 'The ship is sold.' });
  await comes(email('keiko'), 'Cancelled', 'is closed.', 'The ship is sold.', 'You get this because you made the request.');

  expect(new Set(thread.map(threadOf)).size, 'one thread').toBe(1);
  expect(new Set(thread.map((mail) => mail.id)).size, 'an id for each').toBe(thread.length);
  const other = await asks('letter', { what: 'Another', partner: email('ben') });
  const first = await sink.next(email('ben'), 'Another');
  expect(threadOf(first), 'a thread for each request').not.toBe(threadOf(asked));
  for (const request of [execution, other]) {
    await expect.poll(() => becameOf(house, request), 'nothing is left over').not.toContainEqual(expect.stringContaining('waiting'));
  }
});

test('a request that is stuck is mailed to administrators', async () => {
  await house.get(['group', 'add', 'ghosts', '--name', 'Ghosts']);
  await program.publish(letterTo('ghostly', 'Ghostly', 'sign_in', { from: 'group', key: 'ghosts' }));
  await asks('ghostly', { what: 'A seance', partner: '' });
  const mail = await sink.next(email('grace'), 'Problem: A seance');
  expectWhole(mail, house.origin, 'This request is stuck and needs an administrator.', '"Answer" has nobody to ask.', 'You get this because you are an administrator.');
});

test('a member’s link shows only what it is about, leads to the sign-in and from there to the task', async ({ visit }) => {
  await asks('voyage', { what: 'A sextant', why: 'A secret reason.' });
  const mail = await sink.next(email('priya'), 'Your decision: A sextant');
  const link = linkIn(mail);
  const stranger = await visit(null, { house });
  await stranger.page.goto(link);
  await expect(stranger.page.locator('body')).toContainText('A sextant');
  await expect(stranger.page.locator('body')).toContainText(people.priya);
  await expect(stranger.page.locator('body'), 'not more than what it is about').not.toContainText('A secret reason.');
  await expect(stranger.page.locator('form'), 'nothing can be answered here').toHaveCount(0);
  await stranger.page.getByRole('link', { name: 'Sign in to decide' }).click();
  await expect(stranger.page).toHaveURL(/\/sign-in\?next=(\/|%2F)tasks(\/|%2F)/);
  await stranger.page.getByRole('button', { name: people.priya }).click();
  await expect(stranger.page).toHaveURL(/\/tasks\/[^/]+$/);
  await expect(stranger.page.getByRole('heading', { level: 1, name: 'A sextant' })).toBeVisible();

  await stranger.page.goto(link);
  await expect(stranger.page, 'who is signed in is led on at once').toHaveURL(/\/tasks\/[^/]+$/);
  const ben = await visit('ben', { house });
  await ben.page.goto(link);
  await expect(ben.page.locator('body')).toContainText(`This link is for ${people.priya}`);
  await expect(ben.page.locator('body')).not.toContainText('A secret reason.');

  await decide(stranger, 'Approve');
  await expect(done(stranger)).toContainText('You approved');
  await stranger.page.goto(link);
  await expect(stranger.page.locator('body'), 'afterwards it shows what was decided').toContainText(/approved/i);
});

test('what is dealt with in the app before the mail goes out is not mailed', async ({ visit }) => {
  await house.sql(waits(3_600));
  const execution = await asks('voyage', { what: 'A lamp' });
  const visitor = await visit('priya', { house });
  await visitor.page.goto('/inbox');
  await open(visitor, 'A lamp');
  await decide(visitor, 'Reject', 'We have lamps.');
  await expect(done(visitor)).toContainText('You rejected');
  await house.sql(`update mails set due_at = now(); ${waits(0)}`);
  const closed = await sink.next(email('keiko'), 'Rejected: A lamp');
  expectWhole(closed, house.origin, 'We have lamps.', `${people.priya}`);
  await expect.poll(() => becameOf(house, execution)).toContainEqual(`asked ${email('priya')} skipped: It was dealt with before the mail went out.`);
  expect(sink.to(email('priya')).filter((mail) => mail.subject.includes('A lamp'))).toEqual([]);
});

test('people get the mail that they want, when they want it', async ({ visit }) => {
  const hour = Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: 'Europe/Lisbon' }).format());
  const at = (hour: number) => `${String((hour + 24) % 24).padStart(2, '0')}:00`;
  await wishes(await visit('jonas', { house }), async (form) => form.getByLabel('Nothing').check());
  await wishes(await visit('olivia', { house }), async (form) => form.getByLabel('Only what needs me').check());
  await wishes(await visit('tomas', { house }), async (form) => {
    await form.getByLabel('From').selectOption({ label: at(hour - 1) });
    await form.getByLabel('Until').selectOption({ label: at(hour + 2) });
  });

  const letters = await Promise.all(['jonas', 'olivia', 'tomas'].map((who) => asks('letter', { what: `For ${who}`, partner: `${who}@halden.example` })));
  await sink.next(email('olivia'), 'Your decision: For olivia');
  await keiko.post(`/executions/${letters[1]}/comments`, { text: 'A word.' });
  await expect.poll(() => becameOf(house, letters[1]!)).toContainEqual(`commented ${email('olivia')} skipped: You want mail only about what needs you.`);
  await expect.poll(() => becameOf(house, letters[0]!)).toEqual([`asked ${email('jonas')} skipped: You want no mail but the digest.`]);
  const [held] = await house.sql(`select to_char(m.due_at at time zone 'Europe/Lisbon', 'HH24:MI')
    from mails m join users u on u.id = m.user_id where u.email = '${email('tomas')}'`);
  expect(held, 'it waits for the end of the quiet hours').toBe(at(hour + 2));
  for (const who of ['jonas', 'tomas'] as const) expect(sink.to(email(who)).filter((mail) => mail.subject.includes('For '))).toEqual([]);
  await house.sql('update mails set due_at = now()');
  await sink.next(email('tomas'), 'Your decision: For tomas');
});

test('a digest lists what waits, and ends by one click of the mail program', async ({ visit }) => {
  await wishes(await visit('ben', { house }), async (form) => form.getByLabel('Every day').check());
  await asks('letter', { what: 'Something that waits', partner: email('ben') });
  await sink.next(email('ben'), 'Something that waits');
  await house.sql("update mail_preferences set next_digest_at = now() where digest <> 'off'");
  // Mail that is queued wakes whoever looks for digests.
  await asks('letter', { what: 'Something else', partner: 'vera@outside.example' });
  const mail = await sink.next(email('ben'), /waits? for you/);
  expectWhole(mail, house.origin, 'Each opens where you can look at it and decide.', 'Something that waits', people.keiko, 'Open the inbox', 'Stop these mails');
  expect(header(mail, 'References'), 'a digest belongs to no request').toBeUndefined();
  expect(header(mail, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
  const url = /^<(.+)>$/.exec(header(mail, 'List-Unsubscribe') ?? '')?.[1] ?? '';
  expect(url).toMatch(new RegExp(`^${house.origin}/unsubscribe/\\d+-[A-Za-z0-9_-]{43}$`));
  expect(addressesInText(mail), 'the same as in the footer').toContain(url);

  const digest = () => house.sql(`select p.digest from mail_preferences p join users u on u.id = p.user_id where u.email = '${email('ben')}'`);
  for (const method of ['HEAD', 'GET']) {
    expect((await fetch(url, { method })).status).toBe(200);
    expect(await digest(), `${method} changes nothing`).toEqual(['daily']);
  }
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
  for (const again of [1, 2]) expect((await fetch(url, { method: 'POST', body })).status, `time ${again}`).toBe(200);
  expect(await digest()).toEqual(['off']);
  expect((await fetch(`${url.slice(0, -1)}${url.endsWith('A') ? 'B' : 'A'}`, { method: 'POST', body })).status).toBe(404);
});

test('nobody who has left is mailed', async () => {
  const zoe = 'zoe@halden.example';
  await house.get(['user', 'add', zoe, '--name', 'Zoe Left'], 'five wet umbrellas drip\n');
  await asks('letter', { what: 'While she was here', partner: zoe });
  const before = linkIn(await sink.next(zoe, 'While she was here'));
  await house.sql(waits(3_600));
  const execution = await asks('letter', { what: 'On her last day', partner: zoe });
  await house.get(['user', 'deactivate', zoe]);
  await house.sql(`update mails set due_at = now(); ${waits(0)}`);
  await expect.poll(() => becameOf(house, execution)).toEqual([expect.stringMatching(`^asked ${zoe} skipped: This person is not active any more\\.$`)]);
  expect(sink.to(zoe)).toHaveLength(1);
  const page = await fetch(before);
  expect(page.status, 'what she was mailed before is dead').not.toBe(500);
  expect(await page.text()).not.toContain('name="nonce"');
});

test('mail goes over STARTTLS with a password and over TLS, and not at all to a server that cannot prove itself', async () => {
  const login = { user: 'ana@halden.example', password: 'p:w/d @ü' };
  const starttls = await MailServer.start({ encryption: 'starttls', certificate, login });
  const tls = await MailServer.start({ encryption: 'tls', certificate });
  const trusted = { SMTP_CA: certificate.file };
  const send = async (what: string) => asks('letter', { what, partner: email('rafael') });
  const waiting = (what: string) =>
    house.sql(`select count(*) from mails m join executions e on e.id = m.execution_id where e.title = '${what}' and m.attempts > 0 and m.note <> ''`);

  await house.restart(mailSettings(starttls, trusted));
  await send('By STARTTLS');
  expect(await starttls.next(email('rafael'), 'By STARTTLS')).toMatchObject({ secure: true, user: login.user });

  await house.restart(mailSettings(starttls, { SMTP_CA: '' }));
  await send('To an impostor');
  await expect.poll(() => waiting('To an impostor')).toEqual(['1']);

  await house.restart({ ...mailSettings(starttls, trusted), SMTP_URL: starttls.url({ ...login, password: 'wrong' }) });
  await send('With a wrong password');
  await expect.poll(() => starttls.strangers).toBeGreaterThan(0);
  await expect.poll(() => waiting('With a wrong password')).toEqual(['1']);
  expect(starttls.mails, 'nothing was sent').toHaveLength(1);

  await house.restart(mailSettings(tls, trusted));
  await send('By TLS');
  for (const what of ['By TLS', 'With a wrong password', 'To an impostor']) {
    expect(await tls.next(email('rafael'), what), 'nothing was lost').toMatchObject({ secure: true });
  }
  expect([...tls.copies.values()], 'and nothing came twice').toEqual([1, 1, 1]);
  expect(house.console, 'the password is in no log').not.toContain(login.password);
  await starttls.down();
  await tls.down();
});
