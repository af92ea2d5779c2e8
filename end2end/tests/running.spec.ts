// How requests stand, on the drawing: numbers at the steps of a version, steps of a request that lead to their entry in its
// history, and the drawing as a picture.

import { readFileSync } from 'node:fs';
import { expectAccessible } from '../harness/axe.ts';
import { Program, expect, test } from '../harness/index.ts';
import { decide, done } from '../harness/pages.ts';

test('a version shows how many requests wait at each step; only to those who may know', async ({ house, visit }) => {
  const grace = await visit('grace');
  await grace.page.goto('/definitions/purchase');
  const drawing = grace.main.getByRole('region', { name: 'The drawing' });
  await expect(drawing.locator('.tag, .band')).toHaveCount(0);
  await drawing.getByRole('link', { name: 'Show counts' }).click();
  await expect(grace.page).toHaveURL(/\?version=\d+&counts=1$/);

  // The table, the tags and the list of the drawing say the same; the fullest step comes first.
  const table = grace.main.getByRole('region', { name: 'How its requests stand' });
  const rows = await table.locator('tbody tr').evaluateAll((all) =>
    all.map((row) => ({ step: row.querySelector('th')?.firstChild?.textContent ?? '', waiting: Number(row.querySelector('.standing-waiting')?.textContent) })),
  );
  const full = rows.filter(({ waiting }) => waiting > 0);
  expect(full.length, JSON.stringify(rows)).toBeGreaterThan(1);
  expect(rows.map(({ waiting }) => waiting)).toEqual(rows.map(({ waiting }) => waiting).sort((a, b) => b - a));
  await expect(drawing.locator('.band')).toHaveCount(full.length);
  const tags = await drawing.locator('text.tag-waiting').allTextContents();
  expect(tags.map(Number).sort((a, b) => b - a)).toEqual(full.map(({ waiting }) => waiting));
  for (const { step, waiting } of full) {
    const words = waiting === 1 ? '1 waits here now' : `${waiting} wait here now`;
    await expect(drawing.locator('ol li').filter({ hasText: `${step}, ` }).filter({ hasText: words })).toHaveCount(1);
  }
  await expect(table).toContainText(/Times are those of all \d+ requests so far/);
  await expectAccessible(grace.page, 'a version with counts');

  // One request more, and the numbers follow by themselves.
  const before = full.find(({ step }) => step === 'Manager')!.waiting;
  const manager = table.getByRole('row').filter({ hasText: 'Manager' }).locator('.standing-waiting');
  await grace.follow('/definitions/purchase?counts=1');
  await grace.mark();
  const keiko = await Program.for(house, 'keiko');
  await keiko.start('purchase', { what: 'A lamp', supplier: 'Lumen', amount: '90', reason: 'It is dark in November.' });
  await expect(manager).toHaveText(String(before + 1));
  await expect(drawing.locator('text.tag-waiting').filter({ hasText: String(before + 1) })).not.toHaveCount(0);
  await grace.expectNoReload();

  // What waits longest is a click away.
  await table.locator('tbody tr').first().getByRole('link').click();
  await expect(grace.page).toHaveURL(/\/executions\//);
  await expect(grace.main.getByRole('region', { name: 'Where it stands' })).toBeVisible();

  // Finance sees every purchase, and so the numbers; Keiko does not.
  const finance = await visit('tomas');
  await finance.page.goto('/definitions/purchase?counts=1');
  await expect(finance.main.getByRole('link', { name: 'Hide counts' })).toBeVisible();
  const asker = await visit('keiko');
  await asker.page.goto('/definitions/purchase?counts=1');
  await expect(asker.main.getByRole('region', { name: 'The drawing' })).toBeVisible();
  await expect(asker.main.getByRole('link', { name: /counts/ })).toHaveCount(0);
  await expect(asker.main.locator('.tag, .band, .standing')).toHaveCount(0);
});

test('a step of a request leads to its latest entry, by mouse and by key, and stays where it is while the page lives on', async ({ house, program, visit }) => {
  const keiko = await Program.for(house, 'keiko');
  const execution = await keiko.start('calm', { what: 'A lectern' });
  const visitor = await visit('keiko');
  const { page, main } = visitor;
  await visitor.follow(`/executions/${execution}`);
  const drawing = main.getByRole('region', { name: 'The drawing' });
  const links = drawing.locator('a.node-link');
  const manager = drawing.getByRole('link', { name: /^Manager, here now/ });
  await expect(manager).toHaveCount(1);
  // Only what has happened has an entry.
  const steps = await drawing.locator('g.node').count();
  expect(await links.count()).toBeLessThan(steps);

  await manager.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#entry-\d+(-\d+)?$/);
  const entry = main.locator('.moment:target');
  await expect(entry).toContainText('Manager');
  await expect(entry).toBeInViewport();
  await expect(entry.locator('.moment-body')).toHaveCSS('outline-style', 'solid');
  await expectAccessible(page, 'a request with links in its drawing');

  // Somebody decides: the drawing is replaced under the focus, which stays on the step.
  await manager.focus();
  await visitor.mark();
  const { tasks } = await keiko.get<{ tasks: { id: string }[] }>(`/api/v1/executions/${execution}`);
  const priya = await visit('priya');
  await priya.page.goto(`/tasks/${tasks[0]!.id}`);
  await decide(priya, 'Approve');
  await expect(done(priya)).toBeVisible();
  const passed = drawing.getByRole('link', { name: /^Manager, done/ });
  await expect(passed).toHaveCount(1);
  await visitor.expectNoReload();
  await passed.click();
  await expect(main.locator('.moment:target')).toContainText('approved');

  // From the other views it leads to what they show, or to the timeline.
  await page.goto(`/executions/${execution}?view=events`);
  await passed.click();
  await expect(main.locator('.transition:target')).toContainText('approved');
  await page.goto(`/executions/${execution}?view=lanes`);
  await passed.click();
  await expect(main.locator('.moment:target')).toContainText('approved');
  expect((await program.history(execution)).events, 'looking changed nothing').not.toContain('commented');
});

test('the drawing is printed on one page across, with its name, version and dates', async ({ visit }) => {
  const grace = await visit('grace');
  await grace.page.goto('/definitions/purchase');
  await grace.main.getByRole('link', { name: 'On paper, or as PDF' }).click();
  await expect(grace.page).toHaveURL(/\/definitions\/purchase\/print\?version=\d+$/);
  await expect(grace.main.getByRole('button', { name: 'Print or save as PDF' })).toBeVisible();
  await expectAccessible(grace.page, 'a drawing to be printed');
  const asked = grace.page.evaluate(() => new Promise((printed) => (window.print = () => printed('printed'))));
  await grace.main.getByRole('button', { name: 'Print or save as PDF' }).click();
  expect(await asked).toBe('printed');
  const pdf = (await grace.page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
  expect(pdf.match(/\/Type \/Page\b(?!s)/g), 'one page').toHaveLength(1);
  const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)!.map(Number);
  expect(width!, 'across').toBeGreaterThan(height!);
});

test('the drawing is downloaded as a picture twice its size; without scripts it is not offered', async ({ visit }) => {
  const grace = await visit('grace');
  await grace.page.goto('/definitions/purchase');
  const svg = await (await grace.context.request.get('/definitions/purchase/export.svg')).text();
  const [, width, height] = /width="(\d+)" height="(\d+)" role/.exec(svg)!.map(Number);
  const download = grace.page.waitForEvent('download');
  await grace.main.getByRole('button', { name: 'Picture (PNG)' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^purchase-\d+\.png$/);
  const picture = readFileSync(await file.path());
  expect(picture.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([2 * width!, 2 * height!]);
  expect(picture.length, 'there is something on it').toBeGreaterThan(20_000);
  await expect(grace.main.getByText('The picture is downloaded.')).toBeVisible();

  // What cannot be fetched is said.
  grace.watch.expectStatus(500);
  await grace.page.route('**/export.svg*', (route) => route.fulfill({ status: 500, body: '' }));
  await grace.main.getByRole('button', { name: 'Picture (PNG)' }).click();
  await expect(grace.main.getByText('The picture could not be made.')).toBeVisible();

  const plain = await visit('grace', { javaScriptEnabled: false });
  await plain.page.goto('/definitions/purchase');
  await expect(plain.main.getByRole('link', { name: 'Drawing (SVG)' })).toBeVisible();
  await expect(plain.main.getByText('Picture (PNG)')).toBeHidden();
});

test('a link to a step selects it in the editor; one to a step that is gone says so', async ({ visit }) => {
  const grace = await visit('grace');
  const { page } = grace;
  await page.goto('/drafts/new');
  const answer = await grace.post('/do/new-draft', { from: 'purchase', key: crypto.randomUUID() });
  const draft = answer.headers()['location']!;
  await page.goto(`${draft}#node-manager`);
  const selected = page.locator('.editor-toast');
  await expect(selected).toContainText('“Manager” is selected.');
  await page.evaluate(() => {
    location.hash = '#node-nowhere';
  });
  await expect(selected).toContainText('a step “nowhere”, which this draft does not have');
});
