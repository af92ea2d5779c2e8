// What one does on the canvas beside drawing: steps are pinned and tidied, words changed at their line, the paper moved as
// one likes, related steps selected by keys, and two fingers zoom to what is between them.

import { randomUUID } from 'node:crypto';
import { type Locator, type Page } from '@playwright/test';
import { expect, test, type Visitor } from '../harness/index.ts';
import { expectAccessible } from '../harness/axe.ts';
import { Drawing } from '../harness/editor.ts';

/** A draft from a template. */
async function from(visitor: Visitor, template: string): Promise<Drawing> {
  const made = await visitor.post('/do/new-draft', { key: randomUUID(), from: template });
  await visitor.page.goto(made.headers()['location'] ?? '');
  const drawing = new Drawing(visitor);
  await drawing.ready();
  return drawing;
}

const placeOf = (node: Locator) => node.getAttribute('transform');

/** Where the paper lies, and its scale. */
async function viewport(page: Page): Promise<{ x: number; y: number; zoom: number }> {
  const text = await page.locator('.canvas-world').evaluate((world) => (world as HTMLElement).style.transform);
  const [x, y, zoom] = [...text.matchAll(/-?[\d.]+/g)].map(Number);
  // As exact as the browser writes it.
  return { x: Math.round(x!), y: Math.round(y!), zoom: zoom! };
}

/** The steps that are selected. */
const selected = (drawing: Drawing) => drawing.canvas.locator('[data-node][aria-pressed=true]');

test('a pinned step stays when the drawing is tidied, and undo takes the pin out', async ({ visit }) => {
  const drawing = await from(await visit('grace'), 'purchase');
  const { page, canvas } = drawing;
  const manager = drawing.node('Manager');
  await manager.click();
  await page.keyboard.press('k');
  await expect(manager).toHaveAccessibleName(/pinned/);
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  const place = await placeOf(manager);
  await page.keyboard.press('Escape');
  const request = await placeOf(drawing.node('Request'));
  await page.keyboard.press('t');
  await expect(page.getByRole('status').filter({ hasText: 'Tidied' })).toBeVisible();
  expect(await placeOf(manager)).toBe(place);
  expect(await placeOf(drawing.node('Request'))).not.toBe(request);
  await page.keyboard.press('t');
  await expect(page.getByRole('status').filter({ hasText: 'tidy already' })).toBeVisible();

  // The menu takes the pin out; undo puts it in again.
  await manager.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Unpin' }).click();
  await expect(manager).not.toHaveAccessibleName(/pinned/);
  await page.keyboard.press('Control+z');
  await expect(manager).toHaveAccessibleName(/pinned/);
  await expect(canvas.locator('.node-pin')).toHaveCount(1);
  await drawing.saved();
  await page.reload();
  await expect(manager).toHaveAccessibleName(/pinned/);
  expect((await drawing.document()).nodes.filter((node) => 'pinned' in node)).toHaveLength(1);
});

test('the words of a connection are changed at its line, and kept as one step', async ({ visit }) => {
  const drawing = await from(await visit('grace'), 'purchase');
  const { page, canvas } = drawing;
  const words = canvas.getByRole('dialog', { name: 'Words of the connection' });
  const label = (text: string) => canvas.locator('text.edge-label', { hasText: text });

  await label('under 1,000').dblclick();
  await expect(words.getByLabel('Label')).toBeFocused();
  await expect(words.locator('.verdict')).toContainText('request');
  await expectAccessible(page, 'the words of a connection');
  await words.getByLabel('Label').fill('small');
  await words.getByRole('button', { name: 'Write an expression' }).click();
  await words.getByRole('textbox', { name: 'When' }).fill('request.amount < ');
  await expect(words.locator('.verdict .field-problem')).toBeVisible();
  await words.getByRole('textbox', { name: 'When' }).fill('request.amount < 500.0');
  await words.getByRole('button', { name: 'Keep' }).click();
  await expect(words).toHaveCount(0);
  await expect(label('small')).toBeVisible();
  const condition = (await drawing.document()).nodes.find((node) => node.does['kind'] === 'condition');
  expect(condition?.does['cases']).toContainEqual(expect.objectContaining({ label: 'small', when: 'request.amount < 500.0' }));
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(label('under 1,000')).toBeVisible();

  // By the key: Escape leaves it as it was, Enter keeps it.
  await label('under 1,000').click();
  for (const [key, there] of [['Escape', 'under 1,000'], ['Enter', 'a little']] as const) {
    await page.keyboard.press('F2');
    await expect(words.getByLabel('Label')).toBeFocused();
    await page.keyboard.type('a little');
    await page.keyboard.press(key);
    await expect(words).toHaveCount(0);
    await expect(label(there)).toBeVisible();
  }

  // What a step fixes is said to be fixed.
  await label('rejected').first().dblclick();
  await expect(words).toContainText('The step fixes its name.');
  await expect(words.getByRole('textbox')).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(words).toHaveCount(0);
});

test('the canvas moves as one likes it, and single keys are switched off', async ({ visit }) => {
  const drawing = await from(await visit('grace'), 'purchase');
  const { page } = drawing;
  const box = (await drawing.canvas.boundingBox())!;
  const empty: [number, number] = [box.x + box.width * 0.55, box.y + box.height * 0.85];
  const drag = () => drawing.drag(empty, [empty[0] + 60, empty[1] - 30]);
  const wheel = async () => {
    await page.mouse.move(...empty);
    await page.mouse.wheel(0, 60);
  };
  const choose = async (mode: RegExp) => {
    await page.getByRole('button', { name: 'Keys (?)' }).click();
    await page.getByRole('radio', { name: mode }).check();
    await page.keyboard.press('Escape');
  };
  const before = await viewport(page);
  await drag();
  await expect.poll(() => viewport(page)).toEqual({ ...before, x: before.x + 60, y: before.y - 30 });

  await choose(/^Like a map/);
  await wheel();
  await expect.poll(async () => (await viewport(page)).zoom).toBeLessThan(before.zoom);

  await choose(/^Like a design tool/);
  const still = await viewport(page);
  await wheel();
  await expect.poll(async () => (await viewport(page)).y).toBe(still.y - 60);
  const moved = await viewport(page);
  await drag();
  await expect(page.getByRole('status').filter({ hasText: 'Nothing is selected.' })).toBeVisible();
  expect(await viewport(page)).toEqual(moved);

  // The browser remembers it; and letters are none of the shortcuts any more.
  await page.reload();
  await drawing.ready();
  await page.getByRole('button', { name: 'Keys (?)' }).click();
  await expect(page.getByRole('radio', { name: /^Like a design tool/ })).toBeChecked();
  await expectAccessible(page, 'the sheet of keys');
  await page.getByRole('checkbox', { name: /^Letters, digits and signs/ }).uncheck();
  await page.keyboard.press('Escape');
  await drawing.node('Manager').click();
  await page.keyboard.press('n');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('F2');
  await expect(drawing.canvas.getByLabel('Name of the step')).toBeFocused();
});

test('all before and all after a step are selected by keys', async ({ visit }) => {
  const drawing = await from(await visit('grace'), 'purchase');
  const { page } = drawing;
  const all = await drawing.nodes.count();
  await drawing.node('How much\\?').locator('.shape').click();
  await page.keyboard.press('Control+Shift+ArrowLeft');
  await expect(selected(drawing)).toHaveCount(3);
  await drawing.node('Request').locator('.shape').click();
  await page.keyboard.press('Control+Shift+ArrowRight');
  await expect(selected(drawing)).toHaveCount(all);
});

test('two fingers zoom to what is between them', async ({ visit }) => {
  const grace = await visit('grace', { hasTouch: true, isMobile: true, viewport: { width: 390, height: 780 } });
  const drawing = await from(grace, 'purchase');
  const { page } = drawing;
  const browser = await page.context().newCDPSession(page);
  const box = (await drawing.canvas.boundingBox())!;
  const middle = [box.x + box.width * 0.6, box.y + box.height * 0.55] as const;
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart: number[]) =>
    browser.send('Input.dispatchTouchEvent', { type, touchPoints: apart.map((by, id) => ({ x: middle[0] + by, y: middle[1] + by / 2, id })) });
  const between = async () => {
    const { x, y, zoom } = await viewport(page);
    return [(middle[0] - box.x - x) / zoom, (middle[1] - box.y - y) / zoom] as const;
  };
  const [before, place] = [await viewport(page), await between()];
  await touch('touchStart', [-30]);
  await touch('touchStart', [-30, 30]);
  for (const by of [40, 50, 60, 70, 80, 90]) await touch('touchMove', [-by, by]);
  await touch('touchEnd', []);
  const after = await viewport(page);
  expect(after.zoom / before.zoom).toBeCloseTo(3, 1);
  const now = await between();
  expect(Math.hypot(now[0] - place[0], now[1] - place[1])).toBeLessThan(2);

  // What is pressed is large enough for a finger, however small the drawing is.
  for (let step = 0; step < 8; step += 1) await page.keyboard.press('-');
  await page.keyboard.press('Home');
  await expect(drawing.canvas.locator('[data-handle]').or(drawing.canvas.locator('.pad'))).not.toHaveCount(0);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, a, input, select, textarea, summary, .handle-hit')]
      .map((one) => ({ one: one.outerHTML.slice(0, 90), box: one.getBoundingClientRect(), hidden: one.closest('.hidden') !== null }))
      .filter(({ box, hidden }) => !hidden && box.width > 0 && (box.width < 23.5 || box.height < 23.5))
      .map(({ one }) => one),
  );
  expect(small).toEqual([]);
});
