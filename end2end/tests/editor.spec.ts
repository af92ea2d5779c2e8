// One chain drawn three times: by the mouse, by the keyboard alone, and in the outline. Each is published, and a request
// runs through it. The three drawings are the same.

import { expectAccessible } from '../harness/axe.ts';
import { expect, people, test, type Visitor } from '../harness/index.ts';
import { Drawing } from '../harness/editor.ts';
import { ask, decide, done, open } from '../harness/pages.ts';

const WAYS = ['Check approved> Done', 'Check rejected> Rejected', 'Request next> Check'];

/** The request of a published chain is asked and approved. */
async function runs(visit: (who: 'keiko' | 'tomas') => Promise<Visitor>, process: string): Promise<void> {
  const [keiko, tomas] = await Promise.all([visit('keiko'), visit('tomas')]);
  await ask(keiko, process, { 'What do you ask for?': `A chair, by ${process}` });
  await tomas.page.goto('/inbox?tab=groups');
  await open(tomas, `A chair, by ${process}`);
  await decide(tomas, 'Approve', 'Sit well.');
  await expect(done(tomas)).toContainText('You approved');
  await keiko.page.reload();
  await expect(keiko.page.locator('#stands')).toContainText('Nothing more happens.');
  await expect(keiko.page.locator('#history')).toContainText(`${people.tomas} approved.`);
}

test('a chain is drawn by the mouse, published, and a request runs through it', async ({ visit }) => {
  const grace = await visit('grace');
  const drawing = await Drawing.begin(grace, 'By mouse');
  const { page, canvas } = drawing;

  // From the palette into the connection; what follows makes room.
  await drawing.drag(
    await drawing.middle(canvas.getByRole('button', { name: 'Approval', exact: true })),
    await drawing.middle(drawing.edges.first().locator('.edge-line')),
  );
  await expect(drawing.nodes).toHaveCount(3);
  await drawing.node('Approval').dblclick();
  await canvas.getByLabel('Name of the step').fill('Check');
  await page.keyboard.press('Enter');
  await expect(drawing.node('Check')).toBeVisible();

  // Who is asked: a group, in the panel.
  await drawing.panel.getByRole('button', { name: 'Add somebody' }).click();
  await drawing.panel.getByLabel('Group', { exact: true }).selectOption({ label: 'Finance' });

  // From the dot beside it to empty ground: a step is chosen, and connected by the way that was free.
  await drawing.node('Check').click();
  const dot = await drawing.middle(canvas.locator('[data-handle] .handle-dot'));
  await drawing.drag(dot, [dot[0] + 60, dot[1] + 160]);
  await page.getByRole('dialog').getByRole('option', { name: /^End/ }).click();
  await expect(drawing.nodes).toHaveCount(4);
  await expect(drawing.node('Rejected')).toBeVisible();

  // A drag is one step back; nothing moves when Escape ends it.
  const place = await drawing.node('Rejected').getAttribute('transform');
  const from = await drawing.middle(drawing.node('Rejected').locator('.shape'));
  await drawing.drag(from, [from[0] + 90, from[1] + 40]);
  await expect(drawing.node('Rejected')).not.toHaveAttribute('transform', place ?? '');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(drawing.node('Rejected')).toHaveAttribute('transform', place ?? '');
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(from[0] + 120, from[1], { steps: 3 });
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(drawing.node('Rejected')).toHaveAttribute('transform', place ?? '');

  // A connection that the rules forbid is refused in words.
  await drawing.node('Done').click();
  await expect(canvas.locator('[data-handle]')).toHaveCount(0);

  expect(await drawing.ways()).toEqual(WAYS);
  await drawing.saved();
  await drawing.publish('The first one.');
  await runs(visit, 'By mouse');
});

test('the same chain is drawn by the keyboard alone', async ({ visit }) => {
  const grace = await visit('grace');
  const drawing = await Drawing.begin(grace, 'By keys');
  const { page } = drawing;
  const { keyboard } = page;

  await keyboard.press('Home');
  await expect(drawing.node('Request')).toBeFocused();
  await keyboard.press('n');
  await expect(page.getByRole('dialog')).toBeVisible();
  await keyboard.type('approval');
  await keyboard.press('Enter');
  await expect(drawing.node('Approval')).toBeFocused();
  await keyboard.press('F2');
  await keyboard.press('Control+a');
  await keyboard.type('Check');
  await keyboard.press('Enter');
  await expect(drawing.node('Check')).toBeFocused();

  // Into the settings, to the approvers, and back.
  await keyboard.press('Enter');
  await drawing.tabTo(drawing.panel.getByRole('button', { name: 'Add somebody' }));
  await keyboard.press('Enter');
  const group = drawing.panel.getByLabel('Group', { exact: true });
  await expect(group).toBeVisible();
  await drawing.tabTo(group, 'Shift+Tab');
  await keyboard.type('Fin');
  await expect(group).toHaveValue('finance');

  // The arrow keys walk: to the start, back to the approval; a new step takes the way that is free.
  await drawing.tabTo(drawing.node('Check'), 'Shift+Tab');
  await keyboard.press('ArrowLeft');
  await expect(drawing.node('Request')).toBeFocused();
  await keyboard.press('ArrowRight');
  await expect(drawing.node('Check')).toBeFocused();
  await keyboard.press('End');
  await keyboard.press('Shift+ArrowDown');
  await expect(page.getByRole('status').filter({ hasText: 'Moved to' })).toBeVisible();
  await keyboard.press('Control+z');
  await drawing.tabTo(page.getByRole('toolbar', { name: 'What can be done with this step' }).getByRole('button', { name: 'Then: end' }));
  await keyboard.press('Enter');
  await expect(drawing.node('Rejected')).toBeFocused();

  // Everything is undone and done again.
  const drawn = await drawing.ways();
  expect(drawn).toEqual(WAYS);
  await page.getByRole('tab', { name: 'Settings' }).focus();
  for (let step = 0; step < 12; step += 1) await keyboard.press('Control+z');
  await expect(drawing.nodes).toHaveCount(2);
  for (let step = 0; step < 12; step += 1) await keyboard.press('Control+Shift+z');
  await expect(drawing.nodes).toHaveCount(4);
  expect(await drawing.ways()).toEqual(WAYS);

  await drawing.saved();
  await page.getByRole('tab', { name: 'Settings' }).focus();
  await keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/\/publish$/);
  await drawing.tabTo(page.getByRole('button', { name: 'Publish version 1' }));
  await keyboard.press('Enter');
  await expect(page).toHaveURL(/\/definitions\/by-keys/);
  await runs(visit, 'By keys');
});

test('the same chain is drawn in the outline, the canvas untouched', async ({ visit }) => {
  const grace = await visit('grace');
  const drawing = await Drawing.begin(grace, 'By outline');
  const { page, panel } = drawing;
  await page.getByRole('tab', { name: 'Outline' }).click();
  const item = (name: RegExp) => panel.getByRole('treeitem', { name });

  await item(/^Request/).getByText('Request').click();
  await page.keyboard.press('Insert');
  await page.keyboard.type('approval');
  await page.keyboard.press('Enter');
  await expect(item(/^Approval/)).toBeVisible();
  await item(/^Approval/).getByText('Approval').first().click();
  await page.keyboard.press('F2');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Check');
  await page.keyboard.press('Enter');
  await expect(item(/^Check/)).toBeVisible();

  // The way that leads nowhere gets its end.
  await item(/^rejected/).getByText('rejected').click();
  await page.keyboard.press('Insert');
  await page.keyboard.type('end');
  await page.keyboard.press('Enter');
  await expect(item(/^Rejected, End/)).toBeVisible();

  await item(/^Check/).getByText('Check').click();
  await page.keyboard.press('Enter');
  await panel.getByRole('button', { name: 'Add somebody' }).click();
  await panel.getByLabel('Group', { exact: true }).selectOption({ label: 'Finance' });

  expect(await drawing.ways()).toEqual(WAYS);
  await drawing.saved();
  await drawing.publish('In words.');
  await runs(visit, 'By outline');
});

test('a draft survives a lost connection, an ended session and a crash, and overwrites nobody', async ({ visit }) => {
  const grace = await visit('grace');
  const drawing = await Drawing.begin(grace, 'Hard times');
  const { page } = drawing;
  const path = new URL(page.url()).pathname;
  const rename = async (of: string, to: string) => {
    await drawing.node(of).dblclick();
    await drawing.canvas.getByLabel('Name of the step').fill(to);
    await page.keyboard.press('Enter');
  };
  grace.watch.expect(/net::ERR_INTERNET_DISCONNECTED|Failed to load resource|Failed to fetch|ERR_FAILED|^failed: /);

  // The connection is lost: what is drawn is kept, and saved when it is back.
  await grace.context.setOffline(true);
  await rename('Request', 'Offline');
  await expect(page.locator('[data-save]')).toHaveAttribute('data-save', 'offline');
  await grace.context.setOffline(false);
  await drawing.saved();

  // The browser crashes before anything reaches the server: another tab has it.
  await page.route('**/document', (route) => route.abort());
  await rename('Offline', 'Crashed');
  await expect(page.locator('[data-save]')).toHaveAttribute('data-save', 'offline');
  await page.goto('about:blank');
  const again = await grace.context.newPage();
  await again.goto(path);
  await expect(again.locator('.canvas').getByRole('button', { name: /^Crashed,/ })).toBeVisible();
  await expect(again.locator('[data-save]')).toHaveAttribute('data-save', 'saved');
  // Undo survives too.
  await again.keyboard.press('Control+z');
  await expect(again.locator('.canvas').getByRole('button', { name: /^Offline,/ })).toBeVisible();
  await expect(again.locator('[data-save]')).toHaveAttribute('data-save', 'saved');
  await again.close();
  await page.unroute('**/document');

  // Somebody else has it open, and saves: nobody overwrites anybody.
  await page.goto(path);
  await drawing.ready();
  const pavel = await visit(null);
  await pavel.sitDown('grace');
  await pavel.page.goto(path);
  const theirs = new Drawing(pavel);
  await theirs.ready();
  await theirs.node('Done').dblclick();
  await theirs.canvas.getByLabel('Name of the step').fill('Theirs');
  await pavel.page.keyboard.press('Enter');
  await theirs.saved();
  grace.watch.expect(/409/);
  await rename('Offline', 'Mine');
  const banner = page.getByRole('alert').filter({ hasText: 'saved this draft while you were changing it' });
  await expect(banner).toBeVisible();
  await expect(drawing.node('Mine')).toBeVisible();
  await banner.getByRole('button', { name: 'Show theirs, drop mine' }).click();
  await expect(drawing.node('Theirs')).toBeVisible();
  await expect(drawing.node('Offline')).toBeVisible();

  // The session ends: nothing is lost, and it goes on after signing in elsewhere.
  const cookies = await grace.context.cookies();
  await grace.context.clearCookies();
  grace.watch.expect(/401/);
  await rename('Offline', 'Signed out');
  await expect(page.getByRole('alert').filter({ hasText: 'You are signed out.' })).toBeVisible();
  await grace.context.addCookies(cookies);
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await drawing.saved();
  await page.reload();
  await expect(drawing.node('Signed out')).toBeVisible();
});

test('what a browser has that never reached the server stays until somebody has said what to do with it', async ({ visit }) => {
  const grace = await visit('grace');
  const drawing = await Drawing.begin(grace, 'Kept aside');
  const { page } = drawing;
  const path = new URL(page.url()).pathname;
  const rename = async (here: Drawing, of: string, to: string) => {
    await here.node(of).dblclick();
    await here.canvas.getByLabel('Name of the step').fill(to);
    await here.page.keyboard.press('Enter');
  };
  grace.watch.expect(/Failed to load resource|Failed to fetch|ERR_FAILED|^failed: /);
  await page.route('**/document', (route) => route.abort());
  await rename(drawing, 'Request', 'Only here');
  await expect(page.locator('[data-save]')).toHaveAttribute('data-save', 'offline');
  const other = await visit(null);
  await other.sitDown('grace');
  await other.page.goto(path);
  const theirs = new Drawing(other);
  await theirs.ready();
  await rename(theirs, 'Done', 'Theirs');
  await theirs.saved();
  await page.goto('about:blank');
  await page.unroute('**/document');

  const banner = page.getByRole('alert').filter({ hasText: 'never reached the server' });
  await page.goto(path);
  await drawing.ready();
  await expect(banner).toBeVisible();
  await expect(drawing.node('Theirs')).toBeVisible();
  // What is done before that is saved, and does not take its place.
  await rename(drawing, 'Request', 'Meanwhile');
  await drawing.saved();
  await page.reload();
  await drawing.ready();
  await expect(banner).toBeVisible();
  await banner.getByRole('button', { name: 'Use this browser\u2019s' }).click();
  await expect(drawing.node('Only here')).toBeVisible();
  await drawing.saved();
  await page.reload();
  await drawing.ready();
  await expect(drawing.node('Only here')).toBeVisible();
  await expect(banner).toBeHidden();
});

test('what two people changed at once is merged, and where both changed the same one is chosen', async ({ visit }) => {
  const grace = await visit('grace');
  const mine = await Drawing.begin(grace, 'Two hands');
  const other = await visit(null);
  await other.sitDown('grace');
  await other.page.goto(new URL(mine.page.url()).pathname);
  const theirs = new Drawing(other);
  await theirs.ready();
  const rename = async (drawing: Drawing, of: string, to: string) => {
    await drawing.node(of).dblclick();
    await drawing.canvas.getByLabel('Name of the step').fill(to);
    await drawing.page.keyboard.press('Enter');
  };
  grace.watch.expect(/409/);
  const merge = mine.page.getByRole('button', { name: 'Merge both' });

  // Different steps: both are there, saved, and one undo away from what the other saved.
  await rename(theirs, 'Done', 'Theirs');
  await theirs.saved();
  await rename(mine, 'Request', 'Mine');
  await merge.click();
  await mine.saved();
  await expect(mine.node('Mine')).toBeVisible();
  await expect(mine.node('Theirs')).toBeVisible();
  await mine.page.keyboard.press('Control+z');
  await expect(mine.node('Request')).toBeVisible();
  await mine.page.keyboard.press('Control+Shift+z');
  await mine.saved();

  // The same step: it is asked, by its name, and mine stays unless theirs is taken.
  await other.page.reload();
  await rename(theirs, 'Theirs', 'Paid');
  await theirs.saved();
  await rename(mine, 'Theirs', 'Settled');
  await merge.click();
  const review = mine.page.getByRole('region', { name: 'Both changed the same. Choose what is kept.' });
  const place = review.getByRole('group', { name: '“Settled”: Name' });
  await expect(place.getByRole('radio', { name: 'Mine “Settled”' })).toBeChecked();
  await expectAccessible(mine.page, 'a merge in which something is to be chosen');
  await place.getByRole('radio', { name: 'Grace Whitfield “Paid”' }).check();
  await review.getByRole('button', { name: 'Merge like this' }).click();
  await expect(review).toBeHidden();
  await mine.saved();
  await expect(mine.node('Paid')).toBeVisible();
  await expect(mine.node('Mine')).toBeVisible();
});

test('steps are saved as a pattern, put into another process, renamed and removed', async ({ visit }) => {
  const grace = await visit('grace');
  const first = await Drawing.begin(grace, 'Where it is drawn');
  const { page } = first;
  const dialog = page.getByRole('dialog');
  const add = async () => {
    await first.node('Request').click();
    await page.keyboard.press('n');
    await expect(dialog.getByRole('combobox')).toBeFocused();
  };

  // Two steps, kept from the menu of one of them.
  await first.node('Request').click();
  for (const kind of ['Approval', 'Notice']) {
    await page.keyboard.press('n');
    await dialog.getByRole('combobox').fill(kind);
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
  }
  await first.node('Approval').click();
  await first.node('Notice').click({ modifiers: ['Shift'] });
  await first.node('Notice').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Save as pattern…' }).click();
  await expect(dialog).toContainText('The 2 selected steps are kept');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Give it a name.');
  grace.watch.expect(/422/);
  await dialog.getByLabel('Name').fill('Ask and tell');
  await dialog.getByLabel(/What it is for/).fill('Always together.');
  await expectAccessible(page, 'a pattern that is named');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();

  // By keyboard, from the panel where steps are added: the name is taken already.
  await first.node('Approval').click();
  await page.keyboard.press('n');
  await dialog.getByRole('combobox').fill('save the selected');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await page.keyboard.press('Escape');
  await first.node('Approval').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Save as pattern…' }).click();
  await dialog.getByLabel('Name').fill('ask AND tell');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('There is a pattern of this name already.');
  await page.keyboard.press('Escape');
  await first.saved();

  // In another process it is offered, and its steps come with their connection.
  const second = await Drawing.begin(grace, 'Where it is used');
  await add();
  await dialog.getByRole('combobox').fill('ask and tell');
  await expect(dialog.getByRole('option', { name: /Ask and tell/ })).toContainText('Always together.');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  expect(await second.ways()).toEqual(['Approval approved> Notice', 'Notice next> Done', 'Request next> Approval']);

  // Renamed and removed by its author.
  await add();
  await dialog.getByRole('combobox').fill('rename or remove');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Rename “Ask and tell”' }).click();
  await dialog.getByLabel('Name').fill('Ask, then tell');
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('Ask, then tell');
  await expectAccessible(page, 'the patterns of an organisation');
  await dialog.getByRole('button', { name: 'Remove “Ask, then tell”' }).click();
  await dialog.getByRole('button', { name: 'Really remove “Ask, then tell”' }).click();
  await expect(dialog).toContainText('There are none yet.');
});

test('what is copied is pasted with fresh ids, foreign text is refused, and a touch draws too', async ({ visit }) => {
  const grace = await visit('grace', { hasTouch: true, viewport: { width: 390, height: 780 } });
  await grace.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const drawing = await Drawing.begin(grace, 'By touch');
  const { page, canvas } = drawing;

  // Tap, tap: a step is put down; then the dot, and the step that it leads to.
  await canvas.getByRole('button', { name: 'Notice', exact: true }).tap();
  const box = await canvas.boundingBox();
  await page.touchscreen.tap((box?.x ?? 0) + 200, (box?.y ?? 0) + 250);
  await expect(drawing.nodes).toHaveCount(3);
  await drawing.node('Notice').tap();
  await canvas.locator('[data-handle] .handle-dot').tap();
  await drawing.node('Done').tap();
  await expect(drawing.edges).toHaveCount(2);

  await drawing.node('Notice').tap();
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');
  await expect(drawing.nodes).toHaveCount(4);
  expect(new Set(await drawing.nodes.evaluateAll((all) => all.map((one) => (one as SVGElement).dataset['node']))).size).toBe(4);

  await page.evaluate(() => navigator.clipboard.writeText('{"hello": ["world"]}'));
  await page.keyboard.press('Control+v');
  await expect(page.locator('.editor-toast.refused')).toBeVisible();
  await expect(drawing.nodes).toHaveCount(4);

  // Twenty megabytes in the JSON view are refused there, and change nothing.
  await page.getByRole('tab', { name: 'JSON' }).tap();
  await drawing.panel.locator('textarea').evaluate((field: HTMLTextAreaElement) => {
    field.value = `{ "schema": 1, "name": "${'a'.repeat(20 * 1024 * 1024)}" }`;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
  await expect(drawing.panel.getByText('This text is larger than 1 MiB')).toBeVisible();
  await expect(drawing.nodes).toHaveCount(4);
});
