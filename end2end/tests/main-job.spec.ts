// The main job, by three people in three browsers: asked, moved on by a real timer, decided; each sees it happen.

import { HASTY_SECONDS, expect, people, test } from '../harness/index.ts';
import { ask, decide, done, expectSwitchedOff, open, refused, row } from '../harness/pages.ts';

test('a request is asked, moves on when nobody answers, and is decided, while everybody watches', async ({ program, visit }) => {
  void program;
  const title = 'A microscope';
  const [keiko, priya, marta] = await Promise.all([visit('keiko'), visit('priya'), visit('marta')]);
  for (const approver of [priya, marta]) {
    await approver.follow('/inbox');
    await approver.mark();
  }

  // Keiko sees the way before she sends the request.
  const route = await ask(keiko, 'Hasty purchase', { 'What do you need?': title, 'Why?': 'To see what is small.' });
  expect(route).toContain(people.priya);
  expect(route).toContain(people.tomas);
  const execution = new URL(keiko.page.url()).pathname;
  await keiko.follow(execution);
  await keiko.mark();
  const history = keiko.page.locator('#history');
  await expect(history).toContainText(`${people.keiko} asked for`);

  // It appears in Priya's open inbox; she opens it in a second tab and does not answer.
  await expect(row(priya, title)).toBeVisible();
  await expect(row(priya, title)).toContainText(`You are the manager of ${people.keiko}.`);
  await expect(row(marta, title)).toHaveCount(0);
  await priya.expectNoReload();
  await open(priya, title);
  await priya.mark();
  await expect(priya.page.locator('#decision').getByRole('button', { name: 'Approve' })).toBeEnabled();

  // After its time it goes to Marta by itself; all three see it without loading anything again.
  await expect(row(marta, title)).toBeVisible({ timeout: (HASTY_SECONDS + 20) * 1_000 });
  await expect(row(marta, title)).toContainText('Nobody answered in time, so it came to you.');
  await marta.expectNoReload();
  await expect(history).toContainText(`so it went to ${people.marta}`);
  await expect(keiko.page.locator('#stands')).toContainText(people.marta);
  await expect(priya.page.locator('#task-state')).toContainText(`it waits for ${people.marta}`);
  await expectSwitchedOff(priya);
  await priya.expectNoReload();

  await open(marta, title);
  await decide(marta, 'Approve', 'It is small enough.');
  await expect(done(marta)).toContainText(`You approved “${title}”.`);
  await expect(history).toContainText(`${people.marta} approved.`);
  await expect(history).toContainText('It is small enough.');

  // Two of finance have it open. Tomás is first; Ingrid is told so on her page, and when she answers all the same.
  const [tomas, ingrid, henrik] = await Promise.all([visit('tomas'), visit('ingrid'), visit('henrik', { javaScriptEnabled: false })]);
  for (const one of [tomas, ingrid, henrik]) {
    await one.page.goto('/inbox?tab=groups');
    await open(one, title);
  }
  await ingrid.follow(ingrid.page.url());
  await ingrid.mark();
  await ingrid.page.locator('#decision').getByLabel('Comment').fill('Half a sen');
  await decide(tomas, 'Approve', 'Within the budget.');
  await expect(done(tomas)).toContainText(`You approved “${title}”.`);
  await expect(ingrid.page.locator('#task-state')).toContainText(`${people.tomas} approved this at `);
  await expectSwitchedOff(ingrid);
  await expect(ingrid.page.locator('#decision').getByLabel('Comment'), 'what she typed is not lost').toHaveValue('Half a sen');
  await ingrid.expectNoReload();
  await decide(henrik, 'Reject', 'Too expensive.');
  await expect(refused(henrik)).toContainText(`${people.tomas} approved this at `);

  // Keiko's page, still the same one, says how it ended.
  await expect(keiko.page.locator('#stands')).toContainText('Approved');
  await expect(history).toContainText('The request is closed: approved.');
  await expect(history).not.toContainText('Too expensive.');
  await keiko.expectNoReload();
});

test('two browsers that answer at the same moment leave one decision and one receipt for the other', async ({ program, visit }) => {
  void program;
  const title = 'A race of two';
  const keiko = await visit('keiko');
  await ask(keiko, 'Calm purchase', { 'What do you need?': title });
  const execution = new URL(keiko.page.url()).pathname;
  const both = await Promise.all([visit('priya'), visit('priya')]);
  for (const priya of both) {
    await priya.page.goto('/inbox');
    await open(priya, title);
  }
  const forms = await Promise.all(
    both.map((priya) => priya.page.locator('#decision').evaluate((form) => Object.fromEntries(new FormData(form as HTMLFormElement)) as Record<string, string>)),
  );
  await Promise.all(both.map((priya, i) => priya.post('/do/decide', { ...forms[i]!, decision: i === 0 ? 'approve' : 'reject', comment: `Answer ${i}` })));
  await keiko.page.goto(`${execution}?view=events`);
  const decisions = keiko.page.locator('#history').getByText(/Priya Raman (approved|rejected)/);
  await expect(decisions).toHaveCount(1);

  // The same form sent again, as by a double click or a lost answer, counts once.
  const first = await both[0]!.post('/do/decide', { ...forms[0]!, decision: 'approve', comment: 'Answer 0' });
  expect(first.status()).toBe(303);
  await keiko.page.reload();
  await expect(decisions).toHaveCount(1);
});

test('what happens while a page is still on its way to the browser is not missed', async ({ program, visit }) => {
  void program;
  const title = 'A slow line';
  const [keiko, priya] = [await visit('keiko'), await visit('priya')];
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await priya.context.route('**/live?*', async (route) => {
    await held;
    await route.continue();
  });
  await priya.page.goto('/inbox');
  await expect(priya.main.getByRole('heading', { level: 1, name: 'Inbox' })).toBeVisible();
  await priya.mark();
  await ask(keiko, 'Calm purchase', { 'What do you need?': title });
  await expect(row(priya, title), 'the line is still down').toHaveCount(0);
  release();
  await expect(row(priya, title)).toBeVisible();
  await priya.expectNoReload();
});
