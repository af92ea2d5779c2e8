// Pictures of every screen for people to look at, into end2end/screenshots; only with SCREENSHOTS=1.

import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Persona, Program, type Visitor, expect, test } from '../harness/index.ts';
import { SCHEMES, SIZES } from '../harness/axe.ts';

const FOLDER = resolve(import.meta.dirname, '../screenshots');

async function picture(visitor: Visitor, name: string): Promise<void> {
  for (const size of SIZES) {
    await visitor.page.setViewportSize(size);
    // A window as high as the page, so that what sticks to an edge is at the edge of the picture.
    const height = await visitor.page.evaluate(() => document.documentElement.scrollHeight);
    await visitor.page.setViewportSize({ width: size.width, height: Math.max(size.height, height) });
    for (const colorScheme of SCHEMES) {
      await visitor.page.emulateMedia({ colorScheme });
      await visitor.page.screenshot({ path: `${FOLDER}/${name}-${size.width}-${colorScheme}.png`, animations: 'disabled' });
    }
  }
  await visitor.page.setViewportSize(SIZES[0]!);
}

test('every screen has its picture', async ({ house, visit }) => {
  test.setTimeout(600_000);
  rmSync(FOLDER, { recursive: true, force: true });
  const tasks = async (who: Persona, tab: string) => {
    const program = await Program.for(house, who);
    return (await program.get<{ tasks: { execution: string; id: string; ask: string }[] }>(`/api/v1/tasks?tab=${tab}`)).tasks;
  };
  const [open] = await tasks('priya', 'needs_me');
  const [offered] = await tasks('tomas', 'my_groups');
  const [decided] = await tasks('priya', 'done');
  expect(open && offered && decided).toBeTruthy();

  const stranger = await visit(null);
  await stranger.page.goto('/sign-in');
  await picture(stranger, 'sign-in');

  const plan: [Persona, [string, string][]][] = [
    ['priya', [
      ['inbox-needs-me', '/inbox'],
      ['inbox-waiting', '/inbox?tab=waiting'],
      ['inbox-done', '/inbox?tab=done'],
      ['inbox-notices', '/inbox?tab=notices'],
      ['task', `/tasks/${open!.id}`],
      ['task-decided', `/tasks/${decided!.id}`],
      ['execution-timeline', `/executions/${decided!.execution}`],
      ['execution-lanes', `/executions/${decided!.execution}?view=lanes`],
      ['execution-events', `/executions/${decided!.execution}?view=events`],
      ['execution-running', `/executions/${open!.execution}`],
      ['ledger', `/executions/${open!.execution}/mail`],
      ['outbox', '/outbox'],
      ['not-for-you', '/system'],
      ['nothing-here', '/no/such/page'],
    ]],
    ['tomas', [['inbox-my-groups', '/inbox?tab=groups'], ['task-of-a-group', `/tasks/${offered!.id}`]]],
    ['keiko', [['inbox-empty', '/inbox'], ['requests', '/requests'], ['account', '/account'], ['gallery', '/requests/new'], ['request-form', '/requests/new/purchase']]],
    ['grace', [
      ['system', '/system'],
      ['mail', '/mail'],
      ['mail-none', '/mail?kind=signal_wanted'],
      ['ledger-administrator', `/executions/${open!.execution}/mail`],
      ['people', '/people'],
      ['processes', '/definitions'],
      ['process', '/definitions/purchase'],
      ['process-with-counts', '/definitions/purchase?counts=1'],
      ['process-of-changes', '/definitions/production-change'],
      ['templates', '/drafts/new'],
      ['template', '/drafts/new?template=new-vendor'],
      ['empty-process', '/drafts/new?empty=1'],
      ['execution-administrator', `/executions/${open!.execution}`],
    ]],
  ];
  for (const [who, pages] of plan) {
    const visitor = await visit(who);
    visitor.watch.expectStatus(403, 404);
    for (const [name, path] of pages) {
      await visitor.page.goto(path);
      await picture(visitor, name);
    }
  }

  const grace = await visit('grace');
  const made = await grace.post('/do/new-draft', { key: randomUUID(), from: 'purchase' });
  const draft = made.headers().location!.split('/').at(-1)!;
  const document = JSON.parse(await (await grace.context.request.get('/definitions/purchase/export.json')).text());
  document.nodes.find((node: { id: string }) => node.id === 'finance').does.due = { within: 'P1D' };
  document.nodes = document.nodes.filter((node: { id: string }) => node.id !== 'told');
  document.edges = document.edges.filter((edge: { id: string }) => edge.id !== 'told-order');
  document.edges.find((edge: { id: string }) => edge.id === 'amount-small').to = 'order';
  const data = { key: randomUUID(), editor: randomUUID(), base: 1, document: JSON.stringify(document) };
  await grace.context.request.put(`/drafts/${draft}/document`, { data, headers: { origin: house.origin } });
  for (const [name, path] of [['publish', `/drafts/${draft}/publish`], ['compare', `/definitions/purchase/compare?to=draft:${draft}`], ['processes-and-drafts', '/definitions']] as const) {
    await grace.page.goto(path);
    await picture(grace, name);
  }

  const keiko = await visit('keiko');
  await keiko.page.goto('/requests/new/purchase');
  for (const [label, value] of [['What do you need?', 'A lamp'], ['Supplier', 'Sun'], ['Amount', '12000'], ['Why is it needed?', 'It is dark.']] as const) {
    await keiko.main.getByLabel(label).fill(value);
  }
  await keiko.main.getByRole('button', { name: 'Preview the route' }).click();
  await expect(keiko.main.getByRole('region', { name: 'The route' })).toBeVisible();
  await picture(keiko, 'request-route');
  await keiko.page.locator('form').evaluateAll((forms) => forms.forEach((form) => form.setAttribute('novalidate', '')));
  await keiko.main.getByLabel('Amount').fill('-5');
  await keiko.main.getByLabel('Supplier').fill('');
  await keiko.main.getByRole('button', { name: 'Send the request' }).click();
  await expect(keiko.page.getByRole('alert')).toBeVisible();
  await picture(keiko, 'request-mistakes');
  await keiko.page.goto('/outbox');
  await keiko.main.locator('.outbox-subject a').first().click();
  await expect(keiko.page.frameLocator('iframe').locator('a').first()).toBeVisible();
  await picture(keiko, 'outbox-mail');
  await keiko.page.goto('/inbox');
  await keiko.account.click();
  await picture(keiko, 'account-menu');
});
