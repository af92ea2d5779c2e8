// Every form of the main job in a browser that runs no scripts at all.

import { type Page } from '@playwright/test';
import { type Persona, Program, type Visitor, expect, people, test } from '../harness/index.ts';
import { ask, decide, done, fill, open, refused, row } from '../harness/pages.ts';

const REASON = 'The old one is blind & deaf.';

/** The browser's own checks would stop what the server is to answer. */
async function letThrough(page: Page): Promise<void> {
  await page.locator('form').evaluateAll((forms) => forms.forEach((form) => form.setAttribute('novalidate', '')));
  await page.locator('[maxlength]').evaluateAll((fields) => fields.forEach((field) => field.removeAttribute('maxlength')));
}

let as: (who: Persona) => Promise<Visitor>;
test.beforeEach(({ visit }) => {
  as = (who) => visit(who, { javaScriptEnabled: false });
});

test('a request with mistakes keeps what was typed, and says at each field what to mend', async () => {
  const keiko = await as('keiko');
  const { page, main } = keiko;
  await page.goto('/requests/new');
  await main.getByRole('link', { name: 'Purchase', exact: true }).click();
  await letThrough(page);
  await fill(main, {
    'What do you need?': 'x'.repeat(81),
    Supplier: '   ',
    Amount: '-5',
    'Needed by': '2031-02-28',
    'Why is it needed?': REASON,
  });
  for (const button of ['Preview the route', 'Send the request']) {
    await letThrough(page);
    await main.getByRole('button', { name: button }).click();
    await expect(refused(keiko)).toContainText('3 fields need another look.');
    await expect(main.getByLabel('What do you need?')).toHaveAccessibleDescription(/At most 80 characters; this has 81\./);
    await expect(main.getByLabel('Supplier')).toHaveAccessibleDescription(/Supplier is needed\./);
    await expect(main.getByLabel('Amount')).toHaveAccessibleDescription(/An amount cannot be negative\./);
    await expect(main.getByLabel('Amount')).toHaveAttribute('aria-invalid', 'true');
    await expect(main.getByLabel('What do you need?')).toHaveValue('x'.repeat(81));
    await expect(main.getByLabel('Amount')).toHaveValue('-5');
    await expect(main.getByLabel('Needed by')).toHaveValue('2031-02-28');
    await expect(main.getByLabel('Why is it needed?')).toHaveValue(REASON);
  }
  await page.reload();
  await expect(refused(keiko), 'a message is said once').toHaveCount(0);

  await page.goto('/requests/new/time-off');
  await letThrough(page);
  await main.getByLabel('Kind').selectOption({ label: 'Study days' });
  await main.getByLabel('Working days').fill('1.25');
  await main.getByRole('button', { name: 'Send the request' }).click();
  await expect(main.getByLabel('Kind')).toHaveValue('study');
  await expect(main.getByLabel('Working days')).toHaveAccessibleDescription(/Enter at most 1 digits? after the point\./);
  await expect(main.getByLabel('First day')).toHaveAccessibleDescription(/First day is needed\./);
});

test('a request is sent back, changed, delegated, taken, given back and decided', async () => {
  const title = 'A periscope';
  const [keiko, priya, arjun, tomas, ingrid] = await Promise.all((['keiko', 'priya', 'arjun', 'tomas', 'ingrid'] as const).map(as)) as
    [Visitor, Visitor, Visitor, Visitor, Visitor];
  const route = await ask(keiko, 'Purchase', { 'What do you need?': title, Supplier: 'Deep & Sons', Amount: '4200', 'Why is it needed?': REASON });
  expect(route).toContain(people.priya);
  expect(route, 'the amount says the way').toContain('under 10,000 EUR');
  const execution = keiko.page.url();
  await keiko.main.getByLabel('Comment').fill('The offer is in the drawer.');
  await keiko.main.getByRole('button', { name: 'Send comment' }).click();
  await expect(done(keiko)).toContainText('Your comment is in the history.');
  await expect(keiko.page.locator('#history')).toContainText('The offer is in the drawer.');

  // Priya sends it back; that needs a reason.
  await priya.page.goto('/inbox');
  await open(priya, title);
  await decide(priya, 'Send back');
  await expect(priya.page.locator('#decision').getByLabel('Comment')).toHaveAccessibleDescription(/Say what should change/);
  await decide(priya, 'Send back', 'Is there a used one?');
  await expect(done(priya)).toContainText(`You sent back “${title}`);
  await expect(row(priya, title)).toHaveCount(0);

  // Keiko changes it.
  await keiko.page.goto('/inbox');
  await expect(row(keiko, title)).toContainText('Sent back to you');
  await open(keiko, title);
  await expect(keiko.main, 'she reads why').toContainText('Is there a used one?');
  const form = keiko.page.locator('#decision');
  await expect(form.getByLabel('Supplier')).toHaveValue('Deep & Sons');
  await letThrough(keiko.page);
  await fill(form, { Amount: '-1', 'What did you change?': 'A used one, cheaper.' });
  await form.getByRole('button', { name: 'Submit again' }).click();
  await expect(form.getByLabel('Amount')).toHaveAccessibleDescription(/cannot be negative/);
  await expect(form.getByLabel('What did you change?')).toHaveValue('A used one, cheaper.');
  await fill(form, { Amount: '2900' });
  await form.getByRole('button', { name: 'Submit again' }).click();
  await expect(done(keiko)).toContainText('again.');

  // She nudges, once.
  await keiko.page.goto('/requests');
  await row(keiko, title).getByRole('button', { name: 'Nudge' }).click();
  await expect(done(keiko)).toContainText('They have been reminded.');
  await keiko.page.goto(execution);
  await expect(keiko.main).toContainText('You can nudge again');

  // Priya sees what changed, and hands it on to Arjun.
  await priya.page.goto('/inbox');
  await expect(row(priya, title)).toContainText('Round 2');
  await open(priya, title);
  await expect(priya.page.locator('#task-request')).toContainText('2,900.00 EUR');
  await expect(priya.page.locator('#task-request'), 'and what it was before').toContainText('4,200.00 EUR');
  await priya.page.getByText('Ask somebody else to decide').click();
  await priya.page.getByLabel('Who').selectOption({ label: people.arjun });
  await priya.page.getByLabel('Note to them').fill('You know periscopes.');
  await priya.page.getByRole('button', { name: 'Hand it on' }).click();
  await expect(done(priya)).toContainText('You handed on');
  await arjun.page.goto('/inbox');
  await expect(row(arjun, title)).toContainText(`${people.priya} delegated it to you.`);
  await open(arjun, title);
  await expect(arjun.main).toContainText('You know periscopes.');
  await decide(arjun, 'Approve');
  await expect(done(arjun)).toContainText('You approved');

  // Of finance, Tomás takes it and gives it back; Ingrid takes it and rejects, which needs a reason.
  await tomas.page.goto('/inbox?tab=groups');
  await row(tomas, title).getByRole('button', { name: 'Take it' }).click();
  await expect(done(tomas)).toContainText('It is yours now.');
  await ingrid.page.goto('/inbox?tab=groups');
  await expect(row(ingrid, title), 'what is taken is not offered').toHaveCount(0);
  await tomas.page.getByRole('button', { name: 'Give it back' }).click();
  await expect(done(tomas)).toContainText('can take it again');
  await ingrid.page.reload();
  await row(ingrid, title).getByRole('button', { name: 'Take it' }).click();
  await expect(done(ingrid)).toContainText('It is yours now.');
  await decide(ingrid, 'Reject');
  await expect(ingrid.page.locator('#decision').getByLabel('Comment')).toHaveAccessibleDescription(/Say why you reject it/);
  await decide(ingrid, 'Reject', 'We have a periscope.');
  await expect(done(ingrid)).toContainText('You rejected');
  await ingrid.page.goto('/inbox?tab=done');
  await expect(row(ingrid, title)).toContainText('We have a periscope.');

  await keiko.page.goto(execution);
  await expect(keiko.page.locator('#stands')).toContainText('Rejected');
  await expect(keiko.page.locator('#history')).toContainText('We have a periscope.');
  for (const view of ['Lanes', 'All events']) {
    await keiko.main.getByRole('link', { name: view }).click();
    await expect(keiko.page.locator('#history')).toContainText(people.ingrid);
  }
});

test('a request is withdrawn by who asked, cancelled by an administrator with a reason; notices, incidents, the account', async ({ program }) => {
  void program;
  const [keiko, grace] = [await as('keiko'), await as('grace')];
  await ask(keiko, 'Calm purchase', { 'What do you need?': 'A thing to withdraw' });
  await keiko.page.goto('/requests');
  const mine = row(keiko, 'A thing to withdraw');
  await mine.getByText('Withdraw…').click();
  await mine.getByLabel('Reason').fill('Found one.');
  await mine.getByRole('button', { name: 'Withdraw the request' }).click();
  await expect(done(keiko)).toContainText('The request is withdrawn.');
  await expect(row(keiko, 'A thing to withdraw')).toContainText('Withdrawn');

  await ask(keiko, 'Calm purchase', { 'What do you need?': 'A thing to cancel' });
  await grace.page.goto(keiko.page.url());
  await grace.page.getByText('Cancel as administrator').click();
  await grace.page.getByLabel('Reason').fill('   ');
  await grace.page.getByRole('button', { name: 'Cancel it' }).click();
  await expect(grace.page.getByLabel('Reason')).toHaveAccessibleDescription(/Say why you cancel the request\./);
  await grace.page.getByLabel('Reason').fill('The budget is frozen.');
  await grace.page.getByRole('button', { name: 'Cancel it' }).click();
  await expect(done(grace)).toContainText('The request is cancelled.');
  await keiko.page.reload();
  await expect(keiko.page.locator('#stands')).toContainText('Cancelled');
  await expect(keiko.page.locator('#history')).toContainText('The budget is frozen.');
  await expect(keiko.page.getByText('Cancel as administrator'), 'only administrators are shown it').toHaveCount(0);

  await keiko.page.goto('/inbox?tab=notices');
  await expect(keiko.main.getByText('New', { exact: true }).first()).toBeVisible();
  await keiko.main.getByRole('button', { name: 'Mark all as read' }).click();
  await expect(keiko.main.getByRole('link', { name: /^Notices/ })).toContainText('0');
  await grace.page.goto('/system');
  await grace.main.getByRole('button', { name: 'Try again' }).first().click();
  await expect(done(grace)).toContainText('It was tried again');

  await keiko.page.goto('/account');
  await keiko.main.getByLabel('Times are shown for').selectOption('America/Lima');
  await keiko.main.getByRole('button', { name: 'Save' }).first().click();
  await expect(done(keiko)).toContainText('Times are shown for America/Lima from now on.');

  await keiko.main.getByLabel('From').selectOption('22:00');
  await keiko.main.getByRole('radio', { name: /^Once a week/ }).check();
  await keiko.main.getByLabel('Day, when once a week').selectOption('Friday');
  const saveMail = keiko.page.locator('#mail').getByRole('button', { name: 'Save' });
  await saveMail.click();
  await expect(keiko.main.getByLabel('Until')).toHaveAccessibleDescription(/Choose both hours, or none\./);
  await expect(keiko.main.getByLabel('From'), 'what was chosen is kept').toHaveValue('22');
  await keiko.main.getByLabel('Until').selectOption('07:00');
  await saveMail.click();
  await expect(done(keiko)).toContainText('Your mail comes as you wish from now on.');
  await expect(keiko.page.locator('#mail')).toContainText(/Your next digest comes on Friday \d+ \w+ at 08:00/);

  await keiko.account.click();
  await keiko.page.getByRole('button', { name: 'Dark' }).click();
  await expect(keiko.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await keiko.account.click();
  await keiko.page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(keiko.page).toHaveURL(/\/sign-in/);
  await keiko.page.goto('/inbox');
  await expect(keiko.page).toHaveURL(/\/sign-in/);
});

test('the look of mail is set, a logo is sent and taken away; the link of a kept mail is followed and ended; a task is disowned', async ({ house }) => {
  const grace = await as('grace');
  const { page, main } = grace;
  await page.goto('/mail');
  const look = page.locator('#look');
  await letThrough(page);
  await look.getByLabel('Before every subject').fill('x'.repeat(41));
  await look.getByLabel('Wait, in seconds').fill('-5');
  await look.getByRole('button', { name: 'Save' }).click();
  await expect(look.getByLabel('Before every subject')).toHaveAccessibleDescription(/At most 40 characters/);
  await look.getByLabel('Before every subject').fill('[Halden]');
  await look.getByLabel('Wait, in seconds').fill('10');
  await look.getByRole('button', { name: 'Save' }).click();
  await expect(done(grace)).toContainText('Mail looks like this from now on.');
  await expect(page.locator('#previews')).toContainText('[Halden] ');

  const file = (name: string, buffer: Buffer) => look.getByLabel('Logo').setInputFiles({ name, mimeType: 'image/png', buffer });
  await file('logo.png', Buffer.from('not an image'));
  await look.getByRole('button', { name: 'Use this logo' }).click();
  await expect(look.getByLabel('Logo')).toHaveAccessibleDescription(/must be a PNG image/);
  await file('logo.png', Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64'));
  await look.getByRole('button', { name: 'Use this logo' }).click();
  await expect(done(grace)).toContainText('Mail has this logo from now on.');
  await expect(look.getByRole('img', { name: 'The logo of your mail' })).toBeVisible();
  await look.getByRole('button', { name: 'Take the logo away' }).click();
  await expect(done(grace)).toContainText('Mail has no logo any more.');
  await look.getByLabel('Before every subject').fill('');
  await look.getByRole('button', { name: 'Save' }).click();

  for (const kind of ['Reminder', 'Decided', 'Digest']) {
    await main.getByRole('navigation', { name: 'Kinds of mail' }).getByRole('link', { name: kind, exact: true }).click();
    await expect(page.locator('#previews')).toContainText(/Subject|yet/);
  }

  // A link in a mail leads out of its frame, to the page where one answers.
  await page.goto('/outbox');
  await main.getByRole('link', { name: /^Your decision: / }).first().click();
  await page.frameLocator('iframe').getByRole('link', { name: 'Look at it and decide' }).click();
  await expect(page).toHaveURL(new RegExp(`^${house.origin}/l/`));

  const ben = await as('ben');
  await ask(await as('keiko'), 'Purchase', { 'What do you need?': 'A sextant', Supplier: 'Stars', Amount: '90', 'Why is it needed?': REASON });
  const priya = await as('priya');
  await priya.page.goto('/inbox');
  await open(priya, 'A sextant');
  const execution = (await priya.main.getByRole('link', { name: 'Where it stands' }).getAttribute('href'))!;
  await priya.page.getByText('This is not for me').first().click();
  await priya.page.getByLabel('The right person').fill('Ben knows stars.');
  await priya.page.getByRole('button', { name: 'This is not for me' }).click();
  await expect(done(priya)).toContainText('is not for you.');
  await page.goto(`${execution}/mail`);
  await expect(page.locator('#told')).toContainText('Told that it is not for somebody');
  ben.watch.expectStatus(404);
  expect((await ben.page.goto(`${execution}/mail`))?.status()).toBe(404);

  const program = await Program.for(house, 'priya');
  const { tasks } = await program.get<{ tasks: { execution: string; title: string }[] }>('/api/v1/tasks?tab=needs_me');
  await page.goto(`/executions/${tasks.find((task) => task.title !== 'A sextant')!.execution}/mail`);
  await main.getByRole('button', { name: 'End this link' }).first().click();
  await expect(done(grace)).toContainText('The link has ended.');
  await expect(page.locator('#links')).toContainText('An administrator ended this link.');
});
