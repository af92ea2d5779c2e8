// The server, or its database, is killed in the middle of the job: nothing is lost and nothing is done twice.

import { Program, Server, expect, people, test } from '../harness/index.ts';
import { hasty } from '../harness/definitions.ts';
import { ask, decide, done, open, row } from '../harness/pages.ts';

const SECONDS = 16;
const TITLE = 'A battery';

let house: Server;
test.beforeAll(async () => {
  house = await Server.start({ demo: true });
});
test.afterAll(async () => house.dispose({ mayFail: /database|postgres|sqlx|Unavailable/i }));

test('what fell due while the server was dead happens once, and the history proves it', async ({ visit }) => {
  const program = await Program.for(house, 'grace');
  await program.publish(hasty('brief', 'Brief purchase', SECONDS));
  const [keiko, marta] = [await visit('keiko', { house }), await visit('marta', { house })];
  for (const visitor of [keiko, marta]) visitor.watch.expect(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|ERR_NETWORK/);
  await ask(keiko, 'Brief purchase', { 'What do you need?': TITLE });
  const asked = Date.now();
  const execution = new URL(keiko.page.url()).pathname;
  await marta.follow('/inbox');
  await expect(row(marta, TITLE)).toHaveCount(0);

  await house.kill();
  expect(Date.now() - asked, 'it was killed before anything was due').toBeLessThan((SECONDS / 2) * 1_000);
  await new Promise((resolve) => setTimeout(resolve, asked + (SECONDS + 2) * 1_000 - Date.now()));
  await house.up();

  // Marta's page comes back by itself, and with it what happened meanwhile.
  await expect(row(marta, TITLE)).toHaveCount(1, { timeout: 40_000 });
  await open(marta, TITLE);
  await decide(marta, 'Approve');
  await expect(done(marta)).toContainText('You approved');

  await keiko.page.goto(execution);
  await expect(keiko.page.locator('#history').getByText(`so it went to ${people.marta}`)).toHaveCount(1);
  const { events } = await program.history(execution.split('/').at(-1)!);
  for (const once of ['task_escalated', 'task_became_overdue', 'decision_made']) {
    expect(events.filter((event) => event === once), once).toHaveLength(1);
  }
  await expectSound();
});

test('a database that dies under a decision comes back, and the decision counts once', async ({ visit }) => {
  const program = await Program.for(house, 'grace');
  await program.publish(hasty('calm', 'Calm purchase', 3_600));
  const [keiko, priya] = [await visit('keiko', { house }), await visit('priya', { house })];
  for (const visitor of [keiko, priya]) visitor.watch.expectStatus(503);
  await ask(keiko, 'Calm purchase', { 'What do you need?': 'A fuse' });
  const execution = new URL(keiko.page.url()).pathname;
  await keiko.follow(execution);
  await keiko.mark();
  await priya.page.goto('/inbox');
  await open(priya, 'A fuse');

  house.killDatabase();
  await decide(priya, 'Approve', 'Quickly.');
  const away = priya.page.getByText('The database cannot be reached at the moment.');
  await expect(done(priya).or(away)).toBeVisible();
  if (await away.isVisible()) {
    // As the page says: back, and sent again with the same key once the database is there.
    await expect.poll(() => house.isReady(), { timeout: 30_000 }).toBe(true);
    await priya.page.goBack();
    await decide(priya, 'Approve', 'Quickly.');
  }
  await expect(done(priya)).toContainText('You approved');
  await expect(keiko.page.locator('#history')).toContainText(`${people.priya} approved.`, { timeout: 30_000 });
  await keiko.expectNoReload();
  const { events } = await program.history(execution.split('/').at(-1)!);
  expect(events.filter((event) => event === 'decision_made')).toHaveLength(1);
  await expectSound();
});

/** Every history, folded and decided again, is what is stored, and no hash is broken. */
async function expectSound(): Promise<void> {
  for (const command of ['replay', 'verify']) {
    const { code, stdout } = await house.run([command]);
    expect(stdout).toMatch(/[1-9]\d* executions, [1-9]\d* transitions, 0 differences/);
    expect(code, command).toBe(0);
  }
}
