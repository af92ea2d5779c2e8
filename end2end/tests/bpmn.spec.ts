// Processes as files: what leaves is read by another modeller's library without a warning, and comes back; what others
// export becomes a draft with a report, is mended, and published; bad files are refused.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BpmnModdle } from 'bpmn-moddle';
import { expectAccessible } from '../harness/axe.ts';
import { type Visitor, expect, test } from '../harness/index.ts';

const KEYS = ['contract', 'new-vendor', 'production-change', 'purchase', 'time-off'];

/** A file of another modeller, from the engine's tests. */
const foreign = (name: string) => readFileSync(resolve(import.meta.dirname, `../../server/engine/tests/bpmn/${name}.bpmn`), 'utf8');

async function exported(visitor: Visitor, key: string, ending: string): Promise<string> {
  const answer = await visitor.context.request.get(`/definitions/${key}/export.${ending}`);
  expect(answer.status(), `${key}.${ending}`).toBe(200);
  expect(answer.headers()['content-disposition']).toMatch(new RegExp(`^attachment; filename="${key}-\\d+\\.${ending}"$`));
  return answer.text();
}

/** Looks at a text, as the form on the list of processes does. */
async function look({ page, main }: Visitor, text: string): Promise<void> {
  await page.goto('/definitions');
  await main.getByText('Import a process').click();
  await main.getByLabel('Or its text').fill(text);
  await main.getByRole('button', { name: 'Look at it' }).click();
}

test('every process leaves as a file that a library of other modellers reads without a warning', async ({ visit }) => {
  const visitor = await visit('keiko');
  // An empty page has no policy that would mind the styles inside a drawing.
  const empty = await visitor.context.newPage();
  for (const key of KEYS) {
    const { rootElement, warnings } = await new BpmnModdle().fromXML(await exported(visitor, key, 'bpmn'));
    expect(warnings, key).toEqual([]);
    expect(rootElement.$type).toBe('bpmn:Definitions');
    const svg = await exported(visitor, key, 'svg');
    const broken = await empty.evaluate((text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror')?.textContent, svg);
    expect(broken, key).toBeUndefined();
    expect(JSON.parse(await exported(visitor, key, 'json'))).toMatchObject({ key });
  }
  await visitor.page.goto('/definitions/purchase');
  const download = visitor.page.waitForEvent('download');
  await visitor.main.getByRole('link', { name: 'BPMN 2.0 file' }).click();
  expect((await download).suggestedFilename()).toMatch(/^purchase-\d+\.bpmn$/);
  for (const path of ['/definitions/nothing/export.bpmn', '/definitions/purchase/export.bpmn?version=99', '/definitions/purchase/export.svg?version=x']) {
    expect((await visitor.context.request.get(path)).status(), path).toBe(404);
  }
});

test('a file of ours comes back whole and is published; without scripts', async ({ visit }) => {
  const grace = await visit('grace', { javaScriptEnabled: false });
  const file = (await exported(grace, 'time-off', 'bpmn')).replaceAll('time-off', 'time-off-again');
  await grace.page.goto('/definitions');
  await grace.main.getByText('Import a process').click();
  await grace.main.getByLabel('File').setInputFiles({ name: 'again.bpmn', mimeType: 'application/xml', buffer: Buffer.from(file) });
  await grace.main.getByRole('button', { name: 'Look at it' }).click();
  await expect(grace.main).toContainText('It can be published. Everything in the file has its meaning here.');
  await grace.main.getByRole('button', { name: 'Publish as version 1' }).click();
  await expect(grace.page).toHaveURL(/\/definitions\/time-off-again$/);
  await expect(grace.main).toContainText('It is published as version 1.');
});

test('a file of another modeller is looked at, mended and published', async ({ visit }) => {
  const grace = await visit('grace');
  const { page, main } = grace;
  await look(grace, foreign('leave'));
  await expect(main.getByRole('heading', { level: 1 })).toHaveText('Leave of absence');
  const lane = main.getByRole('row').filter({ hasText: 'sid-lane1' });
  await expect(lane).toContainText('18');
  await expect(lane).toContainText('The lane “Line manager” is not drawn; say with each approval who is asked.');
  await expect(main).toContainText('"Check the leave request" asks nobody. Say who approves.');
  await expect(main.getByRole('button', { name: /Publish/ })).toHaveCount(0);
  await expectAccessible(page, 'the page of an import');

  const document = main.getByRole('textbox', { name: 'Mend it here; it is checked again before anything is published.' });
  const draft = JSON.parse(await document.inputValue());
  for (const node of draft.nodes.filter((node: { does: { kind: string } }) => node.does.kind === 'approval')) node.does.approvers = [{ from: 'manager_of_requester' }];
  draft.edges.push({ id: 'not-entered', from: 'sid-hr', port: 'rejected', to: 'sid-no' });
  await document.fill(JSON.stringify(draft));
  await main.getByRole('button', { name: 'Check it again' }).click();
  await expect(main).toContainText('It can be published.');
  await main.getByRole('button', { name: 'Publish as version 1' }).click();
  await expect(page).toHaveURL(/\/definitions\/leave-of-absence$/);
});

test('bad files are refused with a sentence, and nothing of them is taken', async ({ visit }) => {
  const grace = await visit('grace');
  for (const [text, said] of [
    ['<a>\n<b></a>', 'Line 2 is not XML'],
    ['<!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>', 'Line 1 has a DOCTYPE.'],
    ['<a>'.repeat(10_000), 'more than 100 deep'],
    ['<html></html>', 'This is XML, but not BPMN 2.0'],
    ['{"schema": 1}', 'missing field'],
    [' ', 'Choose a file, or paste its text.'],
  ] as const) {
    await look(grace, text);
    await expect(grace.main).toContainText(said);
    await expect(grace.main).toContainText('Nothing of it was taken.');
  }
});

test('only designers and administrators import', async ({ house, visit }) => {
  const keiko = await visit('keiko');
  await keiko.page.goto('/definitions');
  await expect(keiko.main.getByText('Import a process')).toHaveCount(0);
  const multipart = { document: await exported(keiko, 'purchase', 'json'), do: 'publish' };
  const send = (visitor: Visitor) => visitor.context.request.post('/definitions', { multipart, headers: { origin: house.origin }, maxRedirects: 0 });
  const answer = await send(keiko);
  expect(answer.status()).toBe(403);
  const stranger = await visit(null);
  const away = await send(stranger);
  expect(away.status()).toBe(303);
  expect(away.headers().location).toMatch(/^\/sign-in/);
});
