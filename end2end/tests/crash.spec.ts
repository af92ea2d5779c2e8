// The server is killed between a request and its due time, and started again after it: nothing is lost or done twice.

import { Program, Server, expect, people, test } from '../harness/index.ts';
import { hasty } from '../harness/definitions.ts';
import { ask, decide, done, open, row } from '../harness/pages.ts';

const SECONDS = 10;
const TITLE = 'A battery';

let house: Server;
test.beforeAll(async () => {
  house = await Server.start({ demo: true });
});
test.afterAll(async () => house.dispose());

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
  for (const command of ['replay', 'verify']) {
    const { code, stdout } = await house.run([command]);
    console.log(stdout.trim());
    expect(stdout).toMatch(/[1-9]\d* executions, [1-9]\d* transitions, 0 differences/);
    expect(code, command).toBe(0);
  }
});
