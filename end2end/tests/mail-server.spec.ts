// A mail server that is away, refuses or breaks off, and a server that is killed while it sends: every mail arrives, and
// none comes as two.

import { Program, type Server, email, expect, test } from '../harness/index.ts';
import { Clerk, becameOf, houseWithMail, letterTo, linkIn, waits } from '../harness/mail.ts';
import { MailServer } from '../harness/smtp.ts';

/** More mails than this a server never has under way at the same time. */
const MOST_AT_ONCE = 10;

let sink: MailServer;
let house: Server;
let keiko: Clerk;

test.beforeAll(async () => {
  sink = await MailServer.start();
  house = await houseWithMail(sink);
  const program = await Program.for(house, 'grace');
  await program.publish(letterTo('letter', 'Letter', 'link'));
  keiko = await Clerk.of(house, 'keiko');
});
test.afterAll(async () => {
  await house.dispose();
  await sink.down();
});

/** Keiko writes letters; gives the requests by recipient. */
async function writes(to: string[]): Promise<Map<string, string>> {
  const ids = await Promise.all(to.map((partner) => keiko.post('/executions', { definition: 'letter', data: { what: `To ${partner}`, partner } })));
  return new Map(to.map((partner, index) => [partner, ids[index]!.execution as string]));
}

/** So many addresses. */
function addresses(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}${index}@outside.example`);
}

/** Each has been sent exactly one mail, however often it was taken, and the link in each is good. */
async function expectOneEach(to: string[], milliseconds = 30_000): Promise<void> {
  await sink.until(`a mail for each of ${to.length}`, () => to.every((address) => sink.to(address).length > 0), milliseconds);
  for (const address of to) {
    expect(new Set(sink.to(address).map((mail) => mail.id)).size, address).toBe(1);
  }
  await expect.poll(() => house.sql('select count(*) from mails'), { message: 'nothing is left over' }).toEqual(['0']);
  for (const address of to) {
    for (const copy of sink.to(address)) {
      const answer = await fetch(linkIn(copy));
      expect(answer.status, address).toBe(200);
      expect(await answer.text(), address).toContain('name="nonce"');
    }
  }
}

const copies = (to: string[]) => to.map((address) => sink.to(address).length);

const taken = (to: string[]) => copies(to).reduce((sum, count) => sum + count, 0);

test('while the mail server is away mail waits, an administrator sees why, and then everything arrives once', async ({ visit }) => {
  const to = addresses('away', 6);
  await sink.down();
  const requests = await writes(to);
  await expect.poll(async () => (await Promise.all([...requests.values()].map((id) => becameOf(house, id)))).flat().filter((line) => /waiting: ./.test(line)).length).toBeGreaterThan(0);
  const grace = await visit('grace', { house });
  await grace.page.goto('/mail');
  await expect(grace.main).toContainText('Mail is held up.');
  await sink.up();
  await expectOneEach(to);
  expect(copies(to)).toEqual(to.map(() => 1));
  await grace.page.reload();
  await expect(grace.main).not.toContainText('Mail is held up.');
});

test('an address that is refused for good shows as failed to administrators, who have it sent again; one refused for now is tried again', async ({ visit }) => {
  const [gone, full, fine] = addresses('refused', 3) as [string, string, string];
  sink.refuse(gone, 550, '5.1.1 No such mailbox here');
  sink.refuse(full, 452, '4.2.2 Mailbox full');
  const requests = await writes([gone, full, fine]);
  await sink.next(fine);
  await expect.poll(() => becameOf(house, requests.get(gone)!)).toEqual([expect.stringContaining(`asked ${gone} failed: `)]);
  await expect.poll(() => becameOf(house, requests.get(full)!)).toEqual([expect.stringContaining('Mailbox full')]);
  expect(sink.refused.filter((address) => address === gone), 'for good is for good').toHaveLength(1);

  const grace = await visit('grace', { house });
  await grace.page.goto('/mail');
  const row = grace.main.getByRole('listitem').filter({ hasText: gone });
  await expect(row).toContainText('No such mailbox here');
  sink.accept(full);
  await sink.next(full);
  sink.accept(gone);
  await row.getByRole('button', { name: 'Send again' }).click();
  await sink.next(gone);
  await expect(grace.main.getByRole('listitem').filter({ hasText: 'No such mailbox here' })).toHaveCount(0);
  await expectOneEach([gone, full, fine]);
  expect(copies([gone, full, fine])).toEqual([1, 1, 1]);

  const keiko = await visit('keiko', { house });
  keiko.watch.expectStatus(403, 404);
  const answer = await keiko.page.goto('/mail');
  expect(answer?.status(), 'it is the administrators’ page').toBeGreaterThanOrEqual(400);
  await expect(keiko.page.locator('body')).not.toContainText(gone);
});

test('a connection that breaks in the middle of a message loses none', async () => {
  const to = addresses('broken', 5);
  sink.drop(3);
  await writes(to);
  await expectOneEach(to);
  expect(sink.dropped).toBe(3);
  expect(copies(to), 'what was cut was not taken').toEqual(to.map(() => 1));
});

test('a slow mail server holds up mail and nobody at a screen', async ({ visit }) => {
  sink.hold();
  const to = addresses('slow', 8);
  const requests = await writes(to);
  await sink.until('a message that waits', () => sink.held > 0);
  const visitor = await visit('keiko', { house });
  await visitor.page.goto(`/executions/${requests.get(to[0]!)!}`);
  await expect(visitor.page.getByRole('heading', { level: 1 })).toContainText('To slow0');
  sink.release();
  await expectOneEach(to);
  expect(copies(to)).toEqual(to.map(() => 1));
});

test('a server that is killed while it sends sends the rest, and what it cannot know of again under the same id', async () => {
  const to = addresses('killed', 40);
  await house.sql(waits(3_600));
  await writes(to);
  sink.hold();
  await house.sql(`update mails set due_at = now(); ${waits(0)}`);
  await sink.until('messages that are read and not answered', () => sink.held >= 4);
  await house.kill();
  sink.release();
  await sink.until('an end of those', () => sink.held === 0);
  const unknown = taken(to);
  expect(unknown).toBeGreaterThanOrEqual(4);
  await house.up();
  // The dead server's claims end by themselves after two minutes.
  await house.sql('update mails set leased_until = now() where leased_until is not null');
  await sink.until('half of them', () => copies(to).filter((count) => count > 0).length >= 20);
  await house.kill();
  await house.up();
  await house.sql('update mails set leased_until = now() where leased_until is not null');
  await expectOneEach(to);
  const sum = taken(to);
  console.log(`killed twice while sending ${to.length} mails: ${sum} were taken, ${sum - to.length} of them a second time`);
  expect(sum, 'only what was under way comes again').toBeLessThanOrEqual(to.length + 2 * MOST_AT_ONCE);
  const left = await house.sql(`select how, count(*) from settled_mails s join users u on u.id = s.user_id where u.email like 'killed%' group by how`);
  expect(left).toEqual([`sent|${to.length}`]);
  for (const command of ['replay', 'verify']) expect((await house.run([command])).code, command).toBe(0);
  expect(sink.to(email('keiko')), 'who asked was mailed nothing').toEqual([]);
});
