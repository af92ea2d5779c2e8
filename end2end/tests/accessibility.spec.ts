// Every page for everybody: axe with the rules of WCAG 2.2 AA, narrow screens, and the main job by keyboard alone.

import { randomUUID } from 'node:crypto';
import { type Locator, type Page } from '@playwright/test';
import { type Persona, Program, type Server, type Visitor, expect, people, test } from '../harness/index.ts';
import { expectAccessible } from '../harness/axe.ts';
import { done, row } from '../harness/pages.ts';

/** Some request of the demo that somebody has in a list of the inbox. */
async function first(house: Server, who: Persona, tab: string): Promise<{ execution: string; id: string }> {
  const program = await Program.for(house, who);
  const { tasks } = await program.get<{ tasks: { execution: string; id: string }[] }>(`/api/v1/tasks?tab=${tab}`);
  expect(tasks.length, `${who} has something in ${tab}`).toBeGreaterThan(0);
  return tasks[0]!;
}

/** Opens pages one after the other and looks at each. */
async function look(visitor: Visitor, paths: string[]): Promise<void> {
  for (const path of paths) {
    await visitor.page.goto(path);
    await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await expectAccessible(visitor.page, path);
  }
}

test('pages of a member have no barriers', async ({ house, visit }) => {
  test.setTimeout(240_000);
  const [open, decided] = [await first(house, 'priya', 'needs_me'), await first(house, 'priya', 'done')];
  const priya = await visit(null);
  await look(priya, ['/sign-in']);
  await priya.sitDown('priya');
  priya.watch.expectStatus(403, 404);
  const lists = ['/inbox', '/inbox?tab=groups', '/inbox?tab=waiting', '/inbox?tab=done', '/inbox?tab=notices', '/inbox?q=nothing-like-this', '/requests', '/account'];
  await look(priya, [...lists, `/tasks/${open.id}`, `/tasks/${decided.id}`, '/system', '/no/such/page']);
  const views = ['timeline', 'lanes', 'events'].map((view) => `/executions/${decided.execution}?view=${view}`);
  await look(priya, [`/executions/${open.execution}`, `/executions/${open.execution}/mail`, ...views]);
  await look(priya, ['/outbox', await someMail(priya)]);
});

test('forms, menus and dialogs have no barriers, and processes and the system neither', async ({ house, visit }) => {
  test.setTimeout(240_000);
  const offered = await first(house, 'tomas', 'my_groups');
  const [grace, tomas, keiko] = [await visit('grace'), await visit('tomas'), await visit('keiko')];
  await look(grace, ['/system', '/mail', '/mail?kind=closed', `/executions/${offered.execution}/mail`, '/people', '/definitions', '/definitions/purchase', '/definitions/production-change', '/requests/new']);
  await tomas.page.goto(`/tasks/${offered.id}`);
  await grace.page.goto(`/executions/${offered.execution}`);
  for (const { page } of [tomas, grace]) {
    await page.locator('details:not([open])').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
    await expectAccessible(page, 'a task or a request with everything opened');
  }

  await keiko.page.goto('/requests/new/time-off');
  await expectAccessible(keiko.page, 'an empty form');
  await keiko.page.locator('form').evaluateAll((forms) => forms.forEach((form) => form.setAttribute('novalidate', '')));
  await keiko.main.getByRole('button', { name: 'Send the request' }).click();
  await expect(keiko.page.getByRole('alert')).toBeVisible();
  await expectAccessible(keiko.page, 'a form with mistakes');
  await keiko.page.goto('/requests/new/purchase');
  for (const [label, value] of [['What do you need?', 'A lamp'], ['Supplier', 'Sun'], ['Amount', '12000'], ['Why is it needed?', 'It is dark.']] as const) {
    await keiko.main.getByLabel(label).fill(value);
  }
  await keiko.main.getByRole('button', { name: 'Preview the route' }).click();
  await expect(keiko.main.getByRole('region', { name: 'The route' })).toBeVisible();
  await expectAccessible(keiko.page, 'a route before it is asked for');
  await keiko.page.goto('/inbox');
  await keiko.account.click();
  await expectAccessible(keiko.page, 'the menu of the account');
  await keiko.account.click();
  await keiko.page.getByRole('button', { name: /^Keys/ }).click();
  await expect(keiko.page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await expectAccessible(keiko.page, 'the help for keys');
});

/** A mail of the outbox, which is open. */
async function someMail(visitor: Visitor): Promise<string> {
  await visitor.page.goto('/outbox');
  return (await visitor.main.locator('.outbox-subject a').first().getAttribute('href'))!;
}

/** Presses Tab until something has the focus, which must be seen wherever it goes. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
    const unseen = await page.evaluate(() => {
      const active = document.activeElement;
      if (!active || active === document.body) return '';
      const box = active.getBoundingClientRect();
      const styles = [getComputedStyle(active), getComputedStyle(active, '::after')];
      const marked = styles.some((style) => style.outlineStyle !== 'none' || style.boxShadow !== 'none');
      const there = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
      return marked && there ? '' : `${active.outerHTML.slice(0, 200)} marked: ${marked}, at ${box.top} to ${box.bottom}`;
    });
    expect(unseen, 'the focus is seen').toBe('');
  }
  throw new Error(`the focus never came to ${target}`);
}

test('pages on which processes are made have no barriers', async ({ program, visit }) => {
  test.setTimeout(240_000);
  void program;
  const grace = await visit('grace');
  const made = await grace.post('/do/new-draft', { key: randomUUID(), from: 'purchase' });
  const draft = made.headers().location!.split('/').at(-1)!;
  await changeAmount(grace, draft);
  const pages = ['/drafts/new', '/drafts/new?category=technology', '/drafts/new?template=new-vendor', '/drafts/new?empty=1', '/drafts/new?copy=', '/drafts/new?copy=purchase'];
  await look(grace, [...pages, '/definitions', `/drafts/${draft}/publish`, `/definitions/purchase/compare?to=draft:${draft}`, '/definitions/contract/compare']);
  await grace.page.goto(`/definitions/purchase/compare?to=draft:${draft}`);
  await grace.page.locator('details:not([open])').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
  await expectAccessible(grace.page, 'a comparison with its lines');
  await grace.page.goto('/definitions/purchase');
  await grace.page.locator('details:not([open])').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
  await expectAccessible(grace.page, 'a process with everything opened');
  await grace.post('/do/discard-draft', { key: randomUUID(), draft, revision: '2' });
});

test('the editor has no barriers, in any of its views', async ({ program, visit }) => {
  test.setTimeout(240_000);
  void program;
  const grace = await visit('grace');
  const made = await grace.post('/do/new-draft', { key: randomUUID(), from: 'purchase' });
  const draft = made.headers().location!.split('/').at(-1)!;
  const { page } = grace;
  await page.goto(`/drafts/${draft}`);
  const nodes = page.locator('.canvas [data-node]');
  await expect(nodes.first()).toBeVisible();
  await expectAccessible(page, 'the editor with the process');
  for (const view of ['Form', 'Outline', 'JSON', 'Problems', 'Simulate']) {
    await page.getByRole('tab', { name: view }).click();
    await expectAccessible(page, `the editor's view ${view}`);
  }
  await page.getByRole('tab', { name: 'Settings' }).click();
  for (const kind of ['approval', 'condition', 'notify', 'end']) {
    await page.keyboard.press('1');
    await page.locator(`.canvas [data-node].${kind} .shape`).first().click();
    await page.locator('.editor-side details:not([open])').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
    await expectAccessible(page, `the settings of a step (${kind})`);
  }
  for (const [key, name] of [['n', 'Add a step'], ['/', 'Find'], ['?', 'Keys']] as const) {
    await page.locator('.canvas [data-node].start').first().focus();
    await page.keyboard.press(key);
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible(page, `the dialog ${name}`);
    await page.keyboard.press('Escape');
  }
  await grace.post('/do/discard-draft', { key: randomUUID(), draft, revision: '1' });
});

/** Another limit, another name, a step less: a draft that differs in every way that is drawn. */
async function changeAmount(visitor: Visitor, draft: string): Promise<void> {
  const answer = await visitor.context.request.get('/definitions/purchase/export.json');
  const document = JSON.parse(await answer.text());
  document.nodes.find((node: { id: string }) => node.id === 'amount').does.cases[0].when = 'request.amount < 500.0';
  document.nodes = document.nodes.filter((node: { id: string }) => node.id !== 'told');
  document.edges = document.edges.filter((edge: { id: string }) => edge.id !== 'told-order');
  document.edges.find((edge: { id: string }) => edge.id === 'amount-small').to = 'order';
  const data = { key: randomUUID(), editor: randomUUID(), base: 1, document: JSON.stringify(document) };
  const origin = new URL(visitor.page.url()).origin;
  const saved = await visitor.context.request.put(`/drafts/${draft}/document`, { data, headers: { origin } });
  expect(saved.status()).toBe(200);
}

test('the main job needs no mouse', async ({ program, visit }) => {
  void program;
  const title = 'A keyboard';
  const [keiko, priya] = [await visit(null), await visit(null)];
  for (const [visitor, who] of [[keiko, 'keiko'], [priya, 'priya']] as const) {
    await visitor.page.goto('/sign-in');
    await tabTo(visitor.page, visitor.page.getByRole('button', { name: people[who] }));
    await visitor.page.keyboard.press('Enter');
    await expect(visitor.page).toHaveURL(/\/inbox$/);
  }

  // The first stop leads past the rail.
  await keiko.page.keyboard.press('Tab');
  await expect(keiko.page.getByRole('link', { name: 'Skip to the page' })).toBeFocused();
  await keiko.page.keyboard.press('Enter');
  await expect(keiko.main).toBeFocused();
  await tabTo(keiko.page, keiko.main.getByRole('link', { name: 'New request' }));
  await keiko.page.keyboard.press('Enter');
  await tabTo(keiko.page, keiko.main.getByRole('link', { name: 'Calm purchase', exact: true }));
  await keiko.page.keyboard.press('Enter');
  await tabTo(keiko.page, keiko.main.getByLabel('What do you need?'));
  await keiko.page.keyboard.type(title);
  await tabTo(keiko.page, keiko.main.getByRole('button', { name: 'Send the request' }));
  await keiko.page.keyboard.press('Enter');
  await expect(done(keiko)).toContainText('is under way.');

  // J and K walk the list, Enter opens, C goes to the comment; keys that are typed are only typed.
  await expect(row(priya, title)).toBeVisible();
  const link = row(priya, title).getByRole('link').first();
  await expect(async () => {
    await priya.page.keyboard.press('j');
    await expect(link).toBeFocused({ timeout: 250 });
  }).toPass();
  await priya.page.keyboard.press('Enter');
  await expect(priya.page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  const comment = priya.page.locator('#decision').getByLabel('Comment');
  await expect(async () => {
    await priya.page.keyboard.press('c');
    await expect(comment).toBeFocused({ timeout: 250 });
  }).toPass();
  await priya.page.keyboard.type('jk, n/c?');
  await expect(comment).toHaveValue(/jk, n\/c\?$/);
  await tabTo(priya.page, priya.page.locator('#decision').getByRole('button', { name: 'Approve' }));
  await priya.page.keyboard.press('Enter');
  await expect(done(priya)).toContainText(`You approved “${title}”.`);

  const help = priya.page.getByRole('dialog', { name: 'Keys' });
  await expect(async () => {
    await priya.page.keyboard.press('?');
    await expect(help).toBeVisible({ timeout: 250 });
  }).toPass();
  await priya.page.keyboard.press('Escape');
  await expect(help).toBeHidden();
});
