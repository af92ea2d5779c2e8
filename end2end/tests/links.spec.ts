// The links in mails: somebody outside does the whole job with them, on a phone and without scripts; mail scanners do
// nothing with them; and neither does anybody else.

import { createHmac, randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expectAccessible } from '../harness/axe.ts';
import { Program, type Server, type Visitor, email, expect, people, test } from '../harness/index.ts';
import { Clerk, codeIn, expectWhole, houseWithMail, letterTo, linkIn } from '../harness/mail.ts';
import { scan } from '../harness/scanner.ts';
import { MailServer } from '../harness/smtp.ts';

const OTTO = 'otto@harbour.example';
const FREIGHT = 'freight@harbour.example';
const TERMS = 'Thirty days.\n<b>No</b> more & no less.';
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

const GOODS = {
  schema: 1,
  key: 'goods',
  name: 'Goods',
  title: '{what}',
  form: { fields: [{ key: 'what', label: 'What is ordered?', required: true, input: { type: 'text', max_length: 80 } }] },
  nodes: [
    { id: 'start', name: 'Request', at: { x: 0, y: 0 }, does: { kind: 'start' } },
    {
      id: 'arrived',
      name: 'Arrived',
      at: { x: 220, y: 0 },
      does: {
        kind: 'signal',
        name: 'goods.arrived',
        link_to: [{ from: 'email', address: FREIGHT }],
        instructions: 'Say so when the goods are on the quay.',
        webhook: true,
      },
    },
    { id: 'yes', name: 'Done', at: { x: 440, y: 0 }, does: { kind: 'end', outcome: 'done' } },
  ],
  edges: [
    { id: 'start-arrived', from: 'start', port: 'next', to: 'arrived' },
    { id: 'arrived-yes', from: 'arrived', port: 'next', to: 'yes' },
  ],
};

let sink: MailServer;
let house: Server;
let program: Program;
let keiko: Clerk;

test.beforeAll(async () => {
  sink = await MailServer.start();
  house = await houseWithMail(sink);
  program = await Program.for(house, 'grace');
  await program.publish(letterTo('letter', 'Letter', 'link'));
  await program.publish(letterTo('contract', 'Contract', 'link_and_code', { from: 'email', address: OTTO }));
  await program.publish(letterTo('memo', 'Memo', 'sign_in', { from: 'manager_of_requester' }));
  await program.publish(GOODS);
  keiko = await Clerk.of(house, 'keiko');
});
test.afterAll(async () => {
  const secrets = sink.mails.flatMap((mail) => [...mail.text.matchAll(/\/(?:l|unsubscribe)\/\d+-(\S{43})/g)].map((match) => match[1]!));
  const told = secrets.filter((secret) => house.console.includes(secret.slice(8)) || house.console.includes(secret.slice(0, 12)));
  await house.dispose();
  await sink.down();
  expect(secrets.length).toBeGreaterThan(0);
  expect(told, 'tokens in the log').toEqual([]);
});

/** Keiko asks for something. */
async function asks(definition: string, data: Record<string, string>): Promise<string> {
  return (await keiko.post('/executions', { definition, data })).execution as string;
}

/** Keiko writes a letter to somebody outside; gives the request and the link in their mail. */
async function writesTo(partner: string, what: string): Promise<{ execution: string; link: string }> {
  const execution = await asks('letter', { what, partner, terms: TERMS });
  return { execution, link: linkIn(await sink.next(partner, `Your decision: ${what}`)) };
}

/** The form on a link's page that does this, unfolded if it is folded. */
async function form(page: Page, what: string) {
  const form = page.locator('form').filter({ has: page.locator(`input[name="do"][value="${what}"]`) });
  const folded = page.locator('details:not([open])').filter({ has: form });
  if ((await folded.count()) > 0) await folded.locator('summary').click();
  return form;
}

/** A page of a link as a program gets it, with what its forms carry. */
interface Opened {
  status: number;
  html: string;
  cookie: string;
  nonce: string;
  revision: string;
  shown: string;
}

async function opened(link: string, headers: Record<string, string> = {}): Promise<Opened> {
  const answer = await fetch(link, { headers, redirect: 'manual' });
  const html = await answer.text();
  const hidden = (name: string) => new RegExp(`<input[^>]*name="${name}"[^>]*value="([^"]*)"`).exec(html)?.[1] ?? '';
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0]!;
  return { status: answer.status, html, cookie, nonce: hidden('nonce'), revision: hidden('revision'), shown: hidden('shown') };
}

/** Posts a form of such a page. */
async function press(link: string, page: Opened, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  const form: Record<string, string> = { nonce: page.nonce, revision: page.revision, shown: page.shown, ...fields };
  const all = { origin: house.origin, cookie: page.cookie, ...headers };
  for (const name of Object.keys(all) as (keyof typeof all)[]) if (all[name] === '') delete all[name];
  return fetch(link, { method: 'POST', redirect: 'manual', body: new URLSearchParams(form), headers: all });
}

/** An address at which a program resumes the wait of a request, as Keiko makes it on the request's page. */
async function webhookOf(visitor: Visitor, execution: string): Promise<{ url: string; secret: string }> {
  await visitor.page.goto(`/executions/${execution}/mail`);
  await visitor.main.getByRole('button', { name: 'Make an address for a program' }).click();
  const said = async (term: string) => visitor.main.locator('.fact', { hasText: term }).locator('code').innerText();
  const made = { url: await said('Address'), secret: await said('Secret') };
  await visitor.page.reload();
  await expect(visitor.main, 'it is shown once').not.toContainText(made.secret);
  return made;
}

const APPROVE = { do: 'decide', decision: 'approve', comment: '' };

/** How often something is in a request's history. */
async function count(execution: string, event: string): Promise<number> {
  return (await program.history(execution)).events.filter((name) => name === event).length;
}

test.describe('on a phone, without scripts', () => {
  let phone: () => Promise<Visitor>;
  test.beforeEach(({ visit }) => {
    phone = () => visit(null, { house, javaScriptEnabled: false, ...PHONE });
  });

  test('somebody outside reads the request and approves it; the link then shows what was decided', async () => {
    const { execution, link } = await writesTo('vera@outside.example', 'A charter');
    const vera = await phone();
    const { page } = vera;
    expect((await page.goto(link))?.status()).toBe(200);
    const main = page.getByRole('main');
    for (const text of ['A charter', people.keiko, 'Read the terms.', 'Thirty days.', '<b>No</b> more & no less.']) await expect(main).toContainText(text);
    const decision = await form(page, 'decide');
    await decision.getByLabel('Comment').fill('Gladly <i>& soon</i>.');
    await decision.getByRole('button', { name: 'Approve' }).click();
    await expect(page, 'the address stays').toHaveURL(link);
    await expect(main).toContainText(/approved/i);
    await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
    await page.goBack();
    await page.goto(link);
    await expect(main).toContainText(/approved/i);
    expect(await count(execution, 'decision_made')).toBe(1);
    const mail = await sink.next(email('keiko'), 'Approved: A charter');
    expectWhole(mail, house.origin, 'Gladly <i>& soon</i>.');
  });

  test('a rejection needs a reason, which is said at the field', async () => {
    const { execution, link } = await writesTo('vera@outside.example', 'A harsh contract');
    const vera = await phone();
    vera.watch.expectStatus(422);
    const { page } = vera;
    await page.goto(link);
    const decision = await form(page, 'decide');
    await decision.getByRole('button', { name: 'Reject' }).click();
    const comment = (await form(page, 'decide')).getByLabel('Comment');
    await expect(comment).toHaveAccessibleDescription(/Say why you reject it/);
    await expect(comment).toHaveAttribute('aria-invalid', 'true');
    expect(await count(execution, 'decision_made')).toBe(0);
    await comment.fill('Too harsh.');
    await (await form(page, 'decide')).getByRole('button', { name: 'Reject' }).click();
    await expect(page.getByRole('main')).toContainText(/rejected/i);
    expectWhole(await sink.next(email('keiko'), 'Rejected: A harsh contract'), house.origin, 'Too harsh.');
  });

  test('changes are asked for; the new mail has a new link, and the old one shows what changed', async () => {
    const { execution, link } = await writesTo('vera@outside.example', 'A vague contract');
    const { page } = await phone();
    await page.goto(link);
    const decision = await form(page, 'decide');
    await decision.getByLabel('Comment').fill('How many days?');
    await decision.getByRole('button', { name: 'Send back' }).click();
    await expect(page).toHaveURL(link);
    expectWhole(await sink.next(email('keiko'), 'Sent back to you: A vague contract'), house.origin, 'How many days?');
    const { id } = await keiko.taskOf(execution);
    const data = { what: 'A vague contract', partner: 'vera@outside.example', terms: 'Forty days.' };
    await keiko.post(`/tasks/${id}/resubmission`, { data });
    const again = linkIn(await sink.next('vera@outside.example', 'Your decision: A vague contract'));
    expect(again).not.toBe(link);
    await page.goto(link);
    const main = page.getByRole('main');
    for (const text of ['Thirty days.', 'Forty days.']) await expect(main, 'before and after').toContainText(text);
    await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
    await page.goto(again);
    await (await form(page, 'decide')).getByRole('button', { name: 'Approve' }).click();
    await expect(main).toContainText(/approved/i);
    expect(await count(execution, 'decision_made')).toBe(2);
  });

  test('it is passed on to a colleague by e-mail; a stranger cannot be named', async () => {
    const { execution, link } = await writesTo('vera@outside.example', 'A puzzle');
    const vera = await phone();
    vera.watch.expectStatus(422);
    const { page } = vera;
    await page.goto(link);
    await (await form(page, 'delegate')).getByLabel('Their e-mail').fill('eve@elsewhere.example');
    await (await form(page, 'delegate')).getByRole('button', { name: 'Hand it on' }).click();
    await expect((await form(page, 'delegate')).getByLabel('Their e-mail')).toHaveAccessibleDescription(/Nobody here has this address/);
    await (await form(page, 'delegate')).getByLabel('Their e-mail').fill(email('ben'));
    await (await form(page, 'delegate')).getByLabel('Note to them').fill('You like puzzles.');
    await (await form(page, 'delegate')).getByRole('button', { name: 'Hand it on' }).click();
    await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
    const mail = await sink.next(email('ben'), /^Passed to you by .*: A puzzle$/);
    expectWhole(mail, house.origin, 'You like puzzles.');
    expect(await count(execution, 'task_delegated')).toBe(1);
    await page.goto(link);
    await expect(page.getByRole('button', { name: 'Approve' }), 'it is Ben’s now').toHaveCount(0);
  });

  test('a comment is kept, and the answer can still be given', async () => {
    const { execution, link } = await writesTo('vera@outside.example', 'A riddle');
    const { page } = await phone();
    await page.goto(link);
    await (await form(page, 'comment')).getByLabel('Comment').fill('Is it a ship?');
    await (await form(page, 'comment')).getByRole('button', { name: 'Add comment' }).click();
    await expect(page).toHaveURL(link);
    expectWhole(await sink.next(email('keiko'), /^Comment by .*: A riddle$/), house.origin, 'Is it a ship?');
    await (await form(page, 'decide')).getByRole('button', { name: 'Approve' }).click();
    await expect(page.getByRole('main')).toContainText(/approved/i);
    expect(await count(execution, 'commented')).toBe(1);
  });

  test('“not me” ends the link, and tells who asked and the administrators', async () => {
    const { execution, link } = await writesTo('wrong@outside.example', 'A misdirected letter');
    const { page } = await phone();
    await page.goto(link);
    await (await form(page, 'disown')).getByLabel('What should they know?').fill('I sell cheese.');
    await (await form(page, 'disown')).getByRole('button', { name: 'It is not for me' }).click();
    await expect(page.getByRole('main')).toContainText('You said that this is not for you.');
    await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
    await expect(await form(page, 'renew'), 'there is no way back by mail').toHaveCount(0);
    for (const to of [email('keiko'), email('grace')]) {
      expectWhole(await sink.next(to, /^“Not me”, says .*: A misdirected letter$/), house.origin, 'I sell cheese.');
    }
    expect(await count(execution, 'task_disowned')).toBe(1);
    expect(await count(execution, 'decision_made')).toBe(0);
  });

  test('where a code is asked for it comes by mail, has five tries and ten minutes, and holds in this browser only', async () => {
    const execution = await asks('contract', { what: 'A loan', terms: TERMS });
    const mail = await sink.next(OTTO, 'Your decision: A loan');
    const link = linkIn(mail);
    const otto = await phone();
    otto.watch.expectStatus(422);
    const { page } = otto;
    const main = page.getByRole('main');
    const enter = async (code: string) => {
      await (await form(page, 'enter')).getByLabel('The six digits').fill(code);
      await (await form(page, 'enter')).getByRole('button', { name: 'Go on' }).click();
    };
    const newCode = async () => {
      await page.goto(link);
      await (await form(page, 'code')).getByRole('button', { name: /Mail me (a|another) code/ }).click();
      const mail = await sink.next(OTTO, 'Your code: A loan');
      expectWhole(mail, house.origin, 'Never tell it to anybody.', 'If it was not you, leave it');
      await page.goto(link);
      return codeIn(mail);
    };
    const wrong = (code: string, by: number) => String((Number(code) + by) % 1_000_000).padStart(6, '0');

    await page.goto(link);
    await expect(main).toContainText('A loan');
    await expect(main, 'nothing but what it is about').not.toContainText('Thirty days.');
    expect(sink.to(OTTO), 'no code before it is asked for').toHaveLength(1);

    const first = await newCode();
    for (let by = 1; by <= 5; by++) {
      await enter(wrong(first, by));
      await expect((await form(page, 'enter')).getByLabel('The six digits')).toHaveAccessibleDescription(/This is not the code, or it is too old/);
    }
    await enter(first);
    await expect((await form(page, 'enter')).getByLabel('The six digits'), 'after five wrong ones the right one is good no more').toHaveAccessibleDescription(/This is not the code/);
    await expect(main).not.toContainText('Thirty days.');

    const second = await newCode();
    const [life] = await house.sql(`select expires_at - made_at = '10 minutes' from link_codes order by made_at desc limit 1`);
    expect(life, 'it is good for ten minutes').toBe('t');
    await house.sql(`update link_codes set expires_at = now()`);
    await enter(second);
    await expect((await form(page, 'enter')).getByLabel('The six digits')).toHaveAccessibleDescription(/too old/);

    const third = await newCode();
    await enter(second);
    await expect((await form(page, 'enter')).getByLabel('The six digits'), 'an older code is none').toHaveAccessibleDescription(/This is not the code/);
    await enter(`${third.slice(0, 3)} ${third.slice(3)}`);
    await expect(main).toContainText('Thirty days.');
    const other = await phone();
    await other.page.goto(link);
    await expect(other.page.getByRole('main'), 'another browser has proven nothing').not.toContainText('Thirty days.');
    await (await form(page, 'decide')).getByRole('button', { name: 'Approve' }).click();
    await expect(main).toContainText(/approved/i);
    expect(await count(execution, 'decision_made')).toBe(1);
  });

  test('who comes too late has a new link mailed', async () => {
    const { execution, link } = await writesTo('vera@outside.example', 'A late letter');
    // Thirty days later.
    await house.sql(`update links set expires_at = now() where execution_id = '${execution.slice(execution.indexOf('-') + 1)}'`);
    const { page } = await phone();
    await page.goto(link);
    const main = page.getByRole('main');
    await expect(main).toContainText('This link ended');
    await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
    await (await form(page, 'renew')).getByRole('button', { name: 'Mail me a new link' }).click();
    await expect(page).toHaveURL(link);
    const again = linkIn(await sink.next('vera@outside.example', 'Your decision: A late letter'));
    expect(again).not.toBe(link);
    await page.goto(again);
    await (await form(page, 'decide')).getByRole('button', { name: 'Approve' }).click();
    await expect(main).toContainText(/approved/i);
    expect(await count(execution, 'decision_made')).toBe(1);
  });

  test('a wait for a signal goes on by a button, and by nothing less', async () => {
    const execution = await asks('goods', { what: 'Forty compasses' });
    const link = linkIn(await sink.next(FREIGHT, 'Your confirmation: Forty compasses'));
    const before = await program.history(execution);
    for (const method of ['HEAD', 'GET']) expect((await fetch(link, { method })).status).toBe(200);
    const { page } = await phone();
    await page.goto(link);
    await expect(page.getByRole('main')).toContainText('Say so when the goods are on the quay.');
    expect(await program.history(execution)).toEqual(before);
    await (await form(page, 'resume')).getByLabel('Note').fill('All forty.');
    await (await form(page, 'resume')).getByRole('button', { name: 'Confirm' }).click();
    await expect(page).toHaveURL(link);
    await expect(await form(page, 'resume')).toHaveCount(0);
    await sink.next(email('keiko'), 'Done: Forty compasses');
    expect(await count(execution, 'signal_received')).toBe(1);
  });
});

test('a page of a link is light, reads well for everybody, keeps nothing and runs nothing', async ({ visit }) => {
  const { link } = await writesTo('vera@outside.example', 'A light letter');
  const vera = await visit(null, { house });
  const wire = await vera.context.newCDPSession(vera.page);
  await wire.send('Network.enable');
  let bytes = 0;
  wire.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  const answer = await vera.page.goto(link, { waitUntil: 'networkidle' });
  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes, 'everything that the page brings').toBeLessThan(50_000);
  console.log(`the page of a link: ${bytes} bytes in all`);
  await expect(vera.page.locator('script')).toHaveCount(0);
  await expect(vera.page.locator('[style]')).toHaveCount(0);
  const headers = answer!.headers();
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' });
  const policy = headers['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy, 'nothing allows a script').not.toMatch(/script-src|unsafe|https?:|\*/);
  const [cookie] = await vera.context.cookies();
  expect(cookie).toMatchObject({ name: expect.stringMatching(/^countersign-link-/), httpOnly: true, sameSite: 'Strict', path: '/' });
  expect.soft(await vera.page.title()).toMatch(/^A light letter( · |$)/);
  for (const summary of await vera.page.locator('details > summary').all()) await summary.click();
  await expectAccessible(vera.page, 'the page of a link, unfolded');

  await asks('contract', { what: 'A light contract' });
  await vera.page.goto(linkIn(await sink.next(OTTO, 'A light contract')));
  await expectAccessible(vera.page, 'the page that asks for a code');
  await asks('memo', { what: 'A light memo' });
  await vera.page.goto(linkIn(await sink.next(email('priya'), 'A light memo')));
  await expectAccessible(vera.page, 'the page that leads to the sign-in');
  await asks('goods', { what: 'A light crate' });
  await vera.page.goto(linkIn(await sink.next(FREIGHT, 'A light crate')));
  await expectAccessible(vera.page, 'the page of a wait');
  await vera.page.goto(link);
  await (await form(vera.page, 'decide')).getByRole('button', { name: 'Approve' }).click();
  await expect(vera.page.getByRole('main')).toContainText(/approved/i);
  await expectAccessible(vera.page, 'the page of a link that was used');
});

test('a mail scanner opens everything and changes nothing; the person’s click still counts', async ({ browser, visit }) => {
  // Mail that is queued wakes whoever looks for digests.
  await house.sql(`insert into mail_preferences (shard, user_id, org_id, wanted, digest, digest_hour, digest_weekday, next_digest_at)
    select shard, id, org_id, 'all', 'daily', 8, 0, now() from users where email = '${email('priya')}'`);
  const letter = await writesTo('vera@outside.example', 'A scanned letter');
  const more = await Promise.all([
    asks('contract', { what: 'A scanned contract' }),
    asks('memo', { what: 'A scanned memo' }),
    asks('goods', { what: 'A scanned crate' }),
  ]);
  const digest = await sink.next(email('priya'), /waits? for you/);
  const scanned = (await Promise.all([OTTO, email('priya'), FREIGHT].map((to) => sink.next(to, 'A scanned')))).concat(digest);
  scanned.push(sink.to('vera@outside.example').find((mail) => mail.subject.includes('A scanned letter'))!);
  const state = async () => ({
    histories: await Promise.all([letter.execution, ...more].map((execution) => program.history(execution))),
    links: await house.sql('select count(*), count(used_at), count(revoked_at) from links'),
    codes: await house.sql('select count(*) from link_codes'),
    pressed: await house.sql('select count(acted_at) from link_openings'),
    digests: await house.sql('select digest from mail_preferences'),
    mails: await house.sql('select count(*) from settled_mails'),
  });
  const before = await state();
  const result = await scan(browser, scanned);
  console.log('the scanner:', JSON.stringify(result));
  test.info().annotations.push({ type: 'scanner', description: JSON.stringify(result) });
  expect(await state()).toEqual(before);
  expect(result.writes, 'no page sends anything by itself').toBe(0);
  expect(Object.keys(result.statuses).filter((status) => status !== '200' && status !== '429')).toEqual([]);
  const [openings] = await house.sql('select count(*) from link_openings where acted_at is null');
  expect(Number(openings), 'that it was opened is written down, possibly automated').toBeGreaterThan(result.heads / 2);

  const vera = await visit(null, { house, javaScriptEnabled: false, ...PHONE });
  await vera.page.goto(letter.link);
  await (await form(vera.page, 'decide')).getByRole('button', { name: 'Approve' }).click();
  await expect(vera.page.getByRole('main')).toContainText(/approved/i);
  expect(await count(letter.execution, 'decision_made')).toBe(1);
});

test('a form of a link’s page is good for its own browser, page view and site, and counts once', async () => {
  const { execution, link } = await writesTo('vera@outside.example', 'A guarded letter');
  const before = await program.history(execution);
  const page = await opened(link);
  expect(page.status).toBe(200);
  const other = await opened(link);
  expect(other.nonce, 'each page view has its own').not.toBe(page.nonce);
  const refused: [string, Response][] = [
    ['no nonce', await press(link, { ...page, nonce: '' }, APPROVE)],
    ['a made-up nonce', await press(link, { ...page, nonce: 'A'.repeat(43) }, APPROVE)],
    ['no cookie', await press(link, page, APPROVE, { cookie: '' })],
    ['another browser’s cookie', await press(link, page, APPROVE, { cookie: other.cookie })],
    ['another site', await press(link, page, APPROVE, { origin: 'https://evil.example' })],
    ['another site, as browsers say it', await press(link, page, APPROVE, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })],
    ['no origin', await press(link, page, APPROVE, { origin: '' })],
  ];
  for (const [what, answer] of refused) expect(answer.status, what).toBe(403);
  const { execution: otherRequest, link: otherLink } = await writesTo('vera@outside.example', 'Another guarded letter');
  const strange = await opened(otherLink);
  expect((await press(link, { ...strange, shown: page.shown }, APPROVE)).status, 'the form of another link').toBe(403);
  const unknown = `${link.slice(0, -2)}${link.endsWith('AA') ? 'BB' : 'AA'}`;
  expect((await fetch(unknown)).status).toBe(404);
  expect((await press(unknown, page, APPROVE)).status).toBe(404);
  for (const method of ['PUT', 'DELETE', 'PATCH']) {
    const answer = await fetch(link, { method, headers: { origin: house.origin, cookie: page.cookie } });
    expect([403, 404, 405], method).toContain(answer.status);
  }
  for (const what of ['resume', 'renew', 'enter', 'nonsense', '']) {
    const answer = await press(link, await opened(link), { do: what, code: '123456', note: 'x' });
    expect(answer.status, `“${what}” is nothing that this link does`).toBeLessThan(500);
  }
  expect(await program.history(execution)).toEqual(before);

  // The house's clock cannot be moved: the page views are made older instead.
  await house.sql(`update link_openings set at = at - interval '31 minutes' where acted_at is null`);
  expect((await press(link, page, APPROVE)).status, 'a page of half an hour ago').toBe(403);
  expect(await program.history(execution)).toEqual(before);

  const fresh = await opened(link);
  const twice = await Promise.all([press(link, fresh, APPROVE), press(link, fresh, APPROVE), press(link, fresh, APPROVE)]);
  const after = await press(link, fresh, APPROVE);
  for (const answer of [...twice, after]) {
    expect(answer.status, 'the same form again has the same outcome').toBe(303);
    expect(new URL(answer.headers.get('location')!, house.origin).href).toBe(link);
  }
  expect(await count(execution, 'decision_made')).toBe(1);
  const late = await press(link, { ...fresh, nonce: (await opened(link, { cookie: fresh.cookie })).nonce || fresh.nonce }, { ...APPROVE, decision: 'reject', comment: 'No!' });
  expect([403, 409], 'a used link decides nothing else').toContain(late.status);
  expect(await count(execution, 'decision_made')).toBe(1);
  expect((await program.history(otherRequest)).events.filter((event) => event === 'decision_made')).toEqual([]);
});

test('a page that was opened before things changed is answered with what changed', async ({ visit }) => {
  const first = await writesTo('vera@outside.example', 'A changing letter');
  const page = await opened(first.link);
  const sendBack = await opened(first.link);
  expect((await press(first.link, sendBack, { ...APPROVE, decision: 'request_changes', comment: 'More days.' })).status).toBe(303);
  const closed = await press(first.link, page, APPROVE);
  expect(closed.status, 'it is with Keiko').toBe(409);
  const { id } = await keiko.taskOf(first.execution);
  const data = { what: 'A changing letter', partner: 'vera@outside.example', terms: 'Ninety days.' };
  await keiko.post(`/tasks/${id}/resubmission`, { data });
  const again = linkIn(await sink.next('vera@outside.example', 'Your decision: A changing letter'));
  const stale = await press(first.link, page, APPROVE);
  expect(stale.status).toBe(409);
  const text = await stale.text();
  expect(text, 'what it was').toContain('Thirty days.');
  expect(text, 'and what it is now').toContain('Ninety days.');
  const mixed = await press(again, { ...(await opened(again)), shown: page.shown }, APPROVE);
  expect(mixed.status, 'an answer to what was not shown').toBe(409);
  expect(await count(first.execution, 'decision_made'), 'only the sending back').toBe(1);

  const passed = await writesTo('vera@outside.example', 'A passed letter');
  const before = await opened(passed.link);
  expect((await press(passed.link, await opened(passed.link), { do: 'delegate', to: email('ben'), comment: '' })).status).toBe(303);
  expect((await press(passed.link, before, APPROVE)).status, 'it was passed on').toBe(409);
  expect(await count(passed.execution, 'decision_made')).toBe(0);

  const withdrawn = await writesTo('vera@outside.example', 'A withdrawn letter');
  const held = await opened(withdrawn.link);
  await keiko.post(`/executions/${withdrawn.execution}/withdraw`, { reason: 'Never mind.' });
  const history = await program.history(withdrawn.execution);
  expect((await press(withdrawn.link, held, APPROVE)).status, 'it was withdrawn').toBe(409);
  const vera = await visit(null, { house, javaScriptEnabled: false, ...PHONE });
  await vera.page.goto(withdrawn.link);
  await expect(vera.page.getByRole('main')).toContainText(/withdrawn|has ended/i);
  expect(await program.history(withdrawn.execution)).toEqual(history);

  const ended = await writesTo('vera@outside.example', 'An ended letter');
  const open = await opened(ended.link);
  const grace = await visit('grace', { house });
  await grace.page.goto(`/executions/${ended.execution}/mail`);
  await grace.main.getByRole('button', { name: 'End this link' }).click();
  await expect(grace.main).toContainText('An administrator ended this link.');
  expect((await press(ended.link, open, APPROVE)).status, 'an administrator ended it').toBe(409);
  expect(await count(ended.execution, 'decision_made')).toBe(0);
});

test('links that are opened from a webmail, in several tabs, do not spoil each other', async ({ visit }) => {
  const letters = [await writesTo('vera@outside.example', 'A first letter'), await writesTo('vera@outside.example', 'A second letter')];
  const vera = await visit(null, { house });
  // The browser itself complains that it does not animate a tab in the background.
  vera.watch.expect(/webmail\.example/, /^script error: Transition was aborted/);
  await vera.context.route('http://webmail.example/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: letters.map(({ link }) => `<p><a href="${link}" target="_blank">${link}</a></p>`).join('') }),
  );
  await vera.page.goto('http://webmail.example/');
  const tabs: Page[] = [];
  for (const { link } of letters) {
    const opens = vera.context.waitForEvent('page');
    await vera.page.getByRole('link', { name: link }).click();
    const tab = await opens;
    await tab.waitForLoadState();
    tabs.push(tab);
  }
  for (const [index, tab] of tabs.entries()) {
    await (await form(tab, 'decide')).getByRole('button', { name: 'Approve' }).click();
    await expect(tab.getByRole('main'), `tab ${index + 1}`).toContainText(/approved/i);
    expect(await count(letters[index]!.execution, 'decision_made'), `tab ${index + 1}`).toBe(1);
  }
});

test('somebody else who is signed in learns whose link it is and cannot use it', async ({ visit }) => {
  const letter = await writesTo('vera@outside.example', 'A private letter');
  const memo = await asks('memo', { what: 'A private memo', terms: TERMS });
  const links = [
    { link: letter.link, execution: letter.execution, person: 'vera@outside.example' },
    { link: linkIn(await sink.next(email('priya'), 'A private memo')), execution: memo, person: people.priya },
  ];
  const ben = await visit('ben', { house });
  const session = (await ben.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const tries: Record<string, string>[] = [
    APPROVE,
    { do: 'comment', text: 'Hello' },
    { do: 'disown', comment: '' },
    { do: 'delegate', to: email('ben'), comment: '' },
  ];
  for (const { link, execution, person } of links) {
    const before = await program.history(execution);
    await ben.page.goto(link);
    await expect(ben.page.locator('body')).toContainText(`This link is for ${person}`);
    await expect(ben.page.locator('body')).not.toContainText('Thirty days.');
    await expect(ben.page.locator('form')).toHaveCount(0);
    // As an attacker would: the forms of a page that was opened without the session, posted with it.
    for (const fields of tries) {
      const page = await opened(link);
      const answer = await press(link, { ...page, revision: '1' }, fields, { cookie: `${session}; ${page.cookie}` });
      expect(answer.status, `${fields.do} with somebody else’s session`).toBe(403);
    }
    expect(await program.history(execution)).toEqual(before);
  }
  const before = await program.history(memo);
  for (const fields of tries) {
    expect((await press(links[1]!.link, { ...(await opened(links[1]!.link)), revision: '1' }, fields)).status, `a member’s link alone is not enough to ${fields.do}`).toBe(403);
  }
  expect(await program.history(memo)).toEqual(before);
});

test('a signed message of a program lets a wait go on, once', async ({ visit }) => {
  const execution = await asks('goods', { what: 'A crate by program' });
  const link = linkIn(await sink.next(FREIGHT, 'A crate by program'));
  const before = await program.history(execution);
  const { url, secret } = await webhookOf(await visit('keiko', { house }), execution);
  expect(url).toMatch(new RegExp(`^${house.origin}/hooks/`));
  const body = JSON.stringify({ crates: 40 });
  const now = Math.floor(Date.now() / 1_000);
  const call = (id: string, at: number, key: string, sent = body) => {
    const signature = createHmac('sha256', Buffer.from(key.replace('whsec_', ''), 'base64')).update(`${id}.${at}.${sent}`).digest('base64');
    const headers = { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}`, 'content-type': 'application/json' };
    return (posted = sent) => fetch(url, { method: 'POST', headers, body: posted });
  };
  const id = `msg_${randomUUID()}`;
  const wrong: [string, Response][] = [
    ['no signature', await fetch(url, { method: 'POST', body })],
    ['another key', await call(id, now, `whsec_${Buffer.alloc(32, 7).toString('base64')}`)()],
    ['another body', await call(id, now, secret)('{"crates":41}')],
    ['ten minutes old', await call(id, now - 600, secret)()],
    ['of the future', await call(id, now + 600, secret)()],
  ];
  for (const [what, answer] of wrong) expect(answer.status, what).toBe(401);
  for (const method of ['HEAD', 'GET']) expect([200, 405], method).toContain((await fetch(url, { method })).status);
  expect((await fetch(`${url.slice(0, -1)}${url.endsWith('A') ? 'B' : 'A'}`, { method: 'POST', body })).status, 'an unknown address').toBe(404);
  expect((await call(`${id}-x`, now, secret, 'not JSON')()).status, 'signed, but no JSON').toBe(422);
  expect(await program.history(execution)).toEqual(before);

  const answers = await Promise.all([1, 2, 3].map(() => call(id, now, secret)()));
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
  const said = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { status: string }).status));
  expect(said.sort()).toEqual(['accepted', 'duplicate', 'duplicate']);
  expect((await call(`msg_${randomUUID()}`, now, secret)()).status, 'the address is good once').toBe(410);
  await sink.next(email('keiko'), 'Done: A crate by program');
  expect(await count(execution, 'signal_received')).toBe(1);
  expect((await opened(link)).html, 'the link of the mail has ended with it').not.toContain('value="resume"');
});

test('over https the page’s cookie is bound to the host', async () => {
  await house.restart({ COUNTERSIGN_PUBLIC_URL: 'https://localhost:8443' });
  await asks('letter', { what: 'A secure letter', partner: 'vera@outside.example' });
  const link = new URL(linkIn(await sink.next('vera@outside.example', 'A secure letter')));
  expect(link.origin, 'whatever host the request was made at').toBe('https://localhost:8443');
  const answer = await fetch(house.origin + link.pathname);
  const cookie = answer.headers.get('set-cookie') ?? '';
  for (const part of ['__Host-countersign-link-', 'Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(part);
  expect(cookie).not.toContain('Domain=');
});
