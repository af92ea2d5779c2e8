// From a template to a published process and on: drafts, the publish page, a second person, comparing, restoring, retiring,
// deleting. Without the editor's canvas: what it would draw is saved as it saves.

import { randomUUID } from 'node:crypto';
import { expectAccessible } from '../harness/axe.ts';
import { Program, type Server, type Visitor, expect, test } from '../harness/index.ts';
import { done, fill, refused } from '../harness/pages.ts';

interface Step {
  id: string;
  name: string;
  does: Record<string, unknown>;
}

interface Document {
  key: string;
  name: string;
  nodes: Step[];
  edges: { id: string; from: string; port: string; to: string }[];
}

/** Begins a draft of a template; gives its id. */
async function begin(visitor: Visitor, template: string, name: string, groups: Record<string, string> = {}): Promise<string> {
  await visitor.page.goto('/drafts/new');
  await visitor.main.getByRole('link', { name: template, exact: true }).click();
  await fill(visitor.main.getByRole('region', { name: 'Make it yours' }), { Name: name, ...groups });
  await visitor.main.getByRole('button', { name: 'Begin the draft' }).click();
  return draftOf(visitor);
}

/** The id of the draft that is shown. */
async function draftOf(visitor: Visitor): Promise<string> {
  await expect(visitor.page).toHaveURL(/\/drafts\/\d+-[0-9a-f]{32}/);
  return /\/drafts\/(\d+-[0-9a-f]{32})/.exec(visitor.page.url())![1]!;
}

/** A draft's document and revision, as the database has them. */
async function read(house: Server, draft: string): Promise<{ document: Document; revision: number }> {
  const id = draft.slice(draft.indexOf('-') + 1);
  const [row] = await house.sql(`select json_build_object('document', document, 'revision', revision) from drafts where id = '${id}'`);
  const { document, revision } = JSON.parse(row!) as { document: string; revision: number };
  return { document: JSON.parse(document) as Document, revision };
}

/** Changes a draft as the editor does. */
async function change(house: Server, visitor: Visitor, draft: string, by: (document: Document) => void): Promise<void> {
  const { document, revision } = await read(house, draft);
  by(document);
  const data = { key: randomUUID(), editor: randomUUID(), base: revision, document: JSON.stringify(document, null, 2) };
  const answer = await visitor.context.request.put(`/drafts/${draft}/document`, { data, headers: { origin: house.origin } });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** The settings of a step. */
function step(document: Document, name: string): Record<string, unknown> {
  return document.nodes.find((node) => node.name === name)!.does;
}

async function publishPage(visitor: Visitor, draft: string): Promise<void> {
  await visitor.page.goto(`/drafts/${draft}/publish`);
  await expect(visitor.page.getByRole('heading', { level: 1 })).toContainText('Publish ');
}

/** Publishes a draft with a note. */
async function publish(visitor: Visitor, draft: string, version: number, note: string): Promise<void> {
  await publishPage(visitor, draft);
  await visitor.main.getByLabel('What has changed, and why').fill(note);
  await visitor.main.getByRole('button', { name: `Publish version ${version}`, exact: true }).click();
  await expect(done(visitor)).toContainText(`published as version ${version}`);
}

test('a template becomes a process, is drawn on, compared, restored; without scripts', async ({ house, visit }) => {
  const grace = await visit('grace', { javaScriptEnabled: false });
  const { page, main } = grace;

  await page.goto('/definitions');
  await main.getByRole('link', { name: 'New process' }).click();
  await main.getByRole('navigation', { name: 'Categories' }).getByRole('link', { name: 'People' }).click();
  await expect(page).toHaveURL(/category=people$/);
  await expect(main.locator('.template')).toHaveCount(2);
  await main.getByRole('link', { name: 'Hiring' }).click();
  await expect(main.getByLabel('Who looks after money'), 'a group of the same key is proposed').toHaveValue('finance');
  await fill(main.getByRole('region', { name: 'Make it yours' }), { Name: 'Hiring of interns', 'Who looks after people': 'Legal' });
  await main.getByRole('button', { name: 'Begin the draft' }).click();
  const draft = await draftOf(grace);
  const begun = await read(house, draft);
  expect(begun.document).toMatchObject({ key: 'hiring-of-interns', name: 'Hiring of interns' });
  expect(step(begun.document, 'The offer')).toMatchObject({ approvers: [{ from: 'group', key: 'legal' }] });
  expect(step(begun.document, 'Budget')).toMatchObject({ approvers: [{ from: 'group', key: 'finance' }] });

  // What the draft breaks is said, with the way to where it is mended, and nothing can be published.
  await change(house, grace, draft, (document) => {
    document.edges = document.edges.filter((edge) => edge.id !== 'offer-yes');
  });
  await publishPage(grace, draft);
  await expect(main).toContainText('2 things have to be mended first');
  await expect(main.getByRole('link', { name: 'The offer' })).toHaveAttribute('href', `/drafts/${draft}#node-offer`);
  await expect(main.getByRole('button', { name: /^Publish version/ })).toHaveCount(0);
  await change(house, grace, draft, (document) => {
    document.edges.push({ id: 'offer-yes', from: 'offer', port: 'approved', to: 'hired' });
  });
  await publish(grace, draft, 1, 'As last year.');
  await expect(page).toHaveURL(/\/definitions\/hiring-of-interns$/);
  await expect(main.getByRole('region', { name: 'Versions' })).toContainText('“As last year.”');

  // The next version: what it changes is named, before and now.
  await main.getByRole('button', { name: 'Edit' }).click();
  const next = await draftOf(grace);
  await page.goto('/definitions/hiring-of-interns');
  await expect(main.getByRole('link', { name: 'Open the draft' })).toHaveAttribute('href', `/drafts/${next}`);
  await change(house, grace, next, (document) => {
    step(document, 'Budget').due = { within: 'P3D' };
    document.nodes = document.nodes.filter((node) => node.id !== 'open');
    document.edges = document.edges.filter((edge) => edge.id !== 'open-interviews');
    document.edges.find((edge) => edge.id === 'budget-yes')!.to = 'interviews';
  });
  await publishPage(grace, next);
  const changes = main.getByRole('region', { name: 'What version 2 changes' });
  await expect(changes).toContainText('Against version 1: 2 changed, 2 removed.');
  const budget = changes.locator('.change').filter({ has: page.getByRole('link', { name: 'Budget', exact: true }) });
  await expect(budget).toContainText('Within 5 days.');
  await expect(budget).toContainText('Within 3 days.');
  const drawing = main.getByRole('region', { name: 'The drawing' });
  await expect(drawing.locator('.node.removed')).toHaveCount(1);
  await expect(drawing.locator('.drawing .edge.removed')).toHaveCount(2);
  await expect(main.getByRole('region', { name: 'Requests under way' })).toContainText('None.');
  await publish(grace, next, 2, 'Faster, and without the notice.');

  await main.getByRole('link', { name: 'Compare versions' }).click();
  await expect(main).toContainText('Compare version 1 with version 2');
  await expect(main).toContainText('Grace Whitfield about version 2: “Faster, and without the notice.”');
  await main.getByText('The documents line by line').click();
  await expect(main.locator('ins.text-line').filter({ hasText: 'P3D' })).toBeVisible();
  await fill(main, { Before: 'Version 2, the newest', Now: 'Version 2, the newest' });
  await main.getByRole('button', { name: 'Compare' }).click();
  await expect(main).toContainText('They are the same');

  // An earlier version comes back as a draft of the newest; once it is published it is a version of its own.
  await page.goto('/definitions/hiring-of-interns');
  await main.getByRole('button', { name: /^Restore as draft ?: version 1$/ }).click();
  const restored = await draftOf(grace);
  await page.goto(`/definitions/hiring-of-interns/compare?from=1&to=draft:${restored}`);
  await expect(main).toContainText('They are the same');
  await publish(grace, restored, 3, '');

  // A copy is a process of its own.
  await main.getByRole('link', { name: 'Copy version 3 to a new process' }).click();
  await expect(main.getByLabel('Name', { exact: true })).toHaveValue('Copy of Hiring of interns');
  await main.getByRole('button', { name: 'Begin the draft' }).click();
  const copy = await draftOf(grace);
  expect((await read(house, copy)).document).toMatchObject({ key: 'hiring-of-interns-2', name: 'Copy of Hiring of interns' });
  await page.goto('/definitions');
  const line = main.getByRole('region', { name: 'Drafts' }).locator('.definition').filter({ hasText: 'Copy of Hiring of interns' });
  await line.getByText('Discard…').click();
  await line.getByRole('button', { name: 'Discard the draft' }).click();
  await expect(done(grace)).toContainText('The draft is discarded.');
  await expect(main).not.toContainText('Copy of Hiring of interns');
});

test('a second person publishes exactly what they were shown, and nobody alone', async ({ house, visit }) => {
  const [grace, pavel] = [await visit('grace'), await visit('pavel')];
  const first = await begin(grace, 'Expense claim', 'Claims with two names');
  await publish(grace, first, 1, '');
  const process = new URL(grace.page.url()).pathname;
  await grace.main.getByRole('button', { name: 'Ask for a second person' }).click();
  await expect(done(grace)).toContainText('a second person must agree');

  await grace.main.getByRole('button', { name: 'Edit' }).click();
  const draft = await draftOf(grace);
  const later = (days: number) => (document: Document) => {
    step(document, 'Manager').due = { within: `P${days}D` };
  };
  await change(house, grace, draft, later(4));
  await publishPage(grace, draft);
  await expect(grace.main.getByRole('button', { name: 'Publish version 2' }), 'not alone').toHaveCount(0);
  await fill(grace.main, { 'What has changed, and why': 'A day less.', 'Second person': 'Pavel Novotný' });
  await grace.main.getByRole('button', { name: 'Ask for version 2' }).click();
  await expect(grace.main).toContainText('It waits for Pavel Novotný.');

  // Whoever is asked is told by mail, with the way to the page.
  await expect(async () => {
    await pavel.page.goto('/outbox');
    await pavel.main.getByRole('link', { name: /To be published: Claims with two names/ }).first().click({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await expect(pavel.page.locator('body')).toContainText('Grace Whitfield');

  // Whoever is asked finds it among the drafts, sees what it changes, and says no with a reason.
  await pavel.page.goto('/definitions');
  await expect(pavel.main.getByRole('region', { name: 'Drafts' })).toContainText('Grace Whitfield asks you to publish it');
  await publishPage(pavel, draft);
  await expect(pavel.main).toContainText('A day less.');
  await expect(pavel.main.getByRole('region', { name: 'What version 2 changes' })).toContainText('Within 4 days.');
  await expectAccessible(pavel.page, 'a draft that waits for an answer');
  await pavel.main.getByText('Do not publish it…').click();
  await pavel.main.getByLabel('What should change').fill('Three days are enough.');
  await pavel.main.getByRole('button', { name: 'Do not publish it' }).click();
  await expect(done(pavel).first()).toContainText('You refused it.');
  await publishPage(grace, draft);
  await expect(grace.main).toContainText('Pavel Novotný did not agree');
  await expect(grace.main).toContainText('“Three days are enough.”');

  // What was asked for and then changed is asked for no more.
  await change(house, grace, draft, later(3));
  await publishPage(grace, draft);
  await grace.main.getByRole('button', { name: 'Ask for version 2' }).click();
  await publishPage(pavel, draft);
  await change(house, grace, draft, later(2));
  await pavel.main.getByRole('button', { name: 'Publish version 2' }).click();
  await expect(refused(pavel)).toContainText('Nobody waits for this to be published any more');
  await publishPage(grace, draft);
  await expect(grace.main).toContainText('after it was sent to a second person. So that no longer counts.');
  await grace.main.getByRole('button', { name: 'Ask for version 2' }).click();
  await publishPage(pavel, draft);
  await pavel.main.getByRole('button', { name: 'Publish version 2' }).click();
  await expect(done(pavel)).toContainText('published as version 2');
  await expect(pavel.page).toHaveURL(new RegExp(`${process}$`));
  await expect(pavel.main.getByRole('region', { name: 'Versions' })).toContainText('Grace Whitfield, with Pavel Novotný');
  await expect(pavel.main, 'only administrators end it').toContainText('Only an administrator can end that.');
  await expect(pavel.main.getByRole('button', { name: 'Let designers publish alone' })).toHaveCount(0);
});

test('whoever publishes second is told what was published first, and must mean it', async ({ house, visit }) => {
  const [grace, pavel] = [await visit('grace'), await visit('pavel')];
  await publish(grace, await begin(grace, 'Time off', 'Days off'), 1, '');
  const process = new URL(grace.page.url()).pathname;
  const key = process.split('/').at(-1)!;
  const drafts: string[] = [];
  for (const [visitor, days] of [[grace, 4], [pavel, 6]] as const) {
    const made = await visitor.post('/do/new-draft', { key: randomUUID(), from: key });
    const draft = made.headers().location!.split('/').at(-1)!;
    await change(house, visitor, draft, (document) => {
      step(document, 'Manager').due = { within: `P${days === 4 ? 4 : 2}D` };
    });
    drafts.push(draft);
  }
  const [hers, his] = drafts as [string, string];
  await publishPage(pavel, his);
  await publish(grace, hers, 2, 'Four days.');
  await pavel.main.getByRole('button', { name: 'Publish version 2' }).click();
  await expect(refused(pavel)).toContainText('Grace Whitfield published version 2');

  await expect(pavel.main.getByRole('heading', { name: 'Version 3', exact: true })).toBeVisible();
  await expect(pavel.main.getByRole('link', { name: 'What version 2 changed' })).toHaveAttribute('href', `${process}/compare?from=1&to=2`);
  const go = pavel.main.getByRole('button', { name: 'Publish version 3' });
  await go.click();
  await expect(pavel.page, 'the box has to be ticked').toHaveURL(/\/publish$/);
  await pavel.main.getByLabel('Go on without what version 2 changed').check();
  await go.click();
  await expect(done(pavel)).toContainText('published as version 3');
});

test('requests under way stay on their version, and the page says what would have become of them', async ({ house, visit }) => {
  const grace = await visit('grace');
  await publish(grace, await begin(grace, 'Expense claim', 'Small claims'), 1, '');
  const keiko = await Program.for(house, 'keiko');
  const execution = await keiko.start('small-claims', { what: 'A taxi', kind: 'travel', spent_on: '2026-01-10', amount: '80.00', receipt: 'No. 7' });
  await grace.page.goto('/definitions/small-claims');
  await grace.main.getByRole('button', { name: 'Edit' }).click();
  const draft = await draftOf(grace);
  await change(house, grace, draft, (document) => {
    (step(document, 'A small one?').cases as { when: string }[])[0]!.when = 'request.amount < 100.0';
  });
  await publishPage(grace, draft);
  const open = grace.main.getByRole('region', { name: 'Requests under way' });
  await expect(open).toContainText('One runs. It stays on its version; version 2 is for requests made from now on.');
  await expect(open.getByRole('link', { name: 'A taxi' })).toHaveAttribute('href', `/executions/${execution}`);
  await expect(open).toContainText('Now Manager → Finance → Tell the requester. Then Finance → Tell the requester.');
  await expectAccessible(grace.page, 'the publish page');
});

test('a process is retired and used again; it is deleted only when nobody asked by it', async ({ house, visit }) => {
  const [grace, keiko] = [await visit('grace'), await visit('keiko')];
  await publish(grace, await begin(grace, 'Expense claim', 'Never used'), 1, '');
  await grace.main.getByText('Retire…').click();
  await grace.main.getByRole('button', { name: 'Retire the process' }).click();
  await expect(done(grace)).toContainText('It is retired');
  // Her page asks for itself again when the process is deleted below.
  keiko.watch.expectStatus(403, 404);
  await keiko.page.goto('/requests/new');
  await expect(keiko.main.getByRole('link', { name: 'Never used' })).toHaveCount(0);
  expect((await keiko.page.goto('/requests/new/never-used'))?.status()).toBe(403);
  await grace.page.goto('/definitions');
  await expect(grace.main.getByRole('region', { name: 'Retired' })).toContainText('Never used');
  await expectAccessible(grace.page, 'processes, retired ones among them');
  await grace.page.goto('/definitions/never-used');
  await grace.main.getByRole('button', { name: 'Use it again' }).click();
  await expect(done(grace)).toContainText('It is in use again.');
  await grace.main.getByText('Delete…').click();
  await grace.main.getByRole('button', { name: 'Delete the process' }).click();
  await expect(done(grace)).toContainText('The process is deleted.');
  await expect(grace.main).not.toContainText('Never used');

  await publish(grace, await begin(grace, 'Expense claim', 'Used once'), 1, '');
  const program = await Program.for(house, 'keiko');
  await program.start('used-once', { what: 'A pen', kind: 'other', spent_on: '2026-01-10', amount: '3.00', receipt: 'No. 8' });
  await grace.page.goto('/definitions/used-once');
  await expect(grace.main).toContainText('It cannot be deleted: 1 request was made by it');
  await expect(grace.main.getByText('Delete…')).toHaveCount(0);
  const forged = await grace.post('/do/delete-definition', { key: randomUUID(), definition: 'used-once' });
  await grace.page.goto(forged.headers().location!);
  await expect(refused(grace)).toContainText('so it cannot be deleted');
});

test('an imported file is opened as a draft, of the next version where there is one already', async ({ house, visit }) => {
  const grace = await visit('grace');
  const answer = await grace.context.request.get('/definitions/time-off/export.json');
  const file = await answer.text();
  await grace.page.goto('/definitions');
  await grace.main.getByText('Import a process').click();
  await grace.main.getByLabel('Or its text').fill(file.replace('Is the team covered?', 'Who stands in?'));
  await grace.main.getByRole('button', { name: 'Look at it' }).click();
  await grace.main.getByRole('button', { name: 'Open as draft' }).click();
  const draft = await draftOf(grace);
  expect((await read(house, draft)).document.key).toBe('time-off');
  await publishPage(grace, draft);
  await expect(grace.main).toContainText('Who stands in?');
  await expect(grace.main.getByRole('button', { name: 'Publish version 2' })).toBeVisible();
  const discarded = await grace.post('/do/discard-draft', { key: randomUUID(), draft, revision: '1' });
  expect(discarded.headers().location).toBe('/definitions');
});
