// Notes and sections: written and gathered by the mouse, by the keyboard and in the outline; collapsed, looked into, kept.

import { type Visitor, expect, test } from '../harness/index.ts';
import { expectAccessible } from '../harness/axe.ts';
import { Drawing } from '../harness/editor.ts';

/** The notes and sections of the document. */
async function asides(drawing: Drawing) {
  const { notes = [], sections = [] } = (await drawing.document()) as unknown as {
    notes?: { text: string; colour: string; at: { x: number; y: number } }[];
    sections?: { name: string; colour: string; nodes: string[]; collapsed: boolean }[];
  };
  return { notes, sections };
}

/** An empty draft with an approval in its way. */
async function begin(author: Visitor, name: string): Promise<Drawing> {
  const drawing = await Drawing.begin(author, name);
  await drawing.page.keyboard.press('Home');
  await drawing.page.keyboard.press('n');
  await drawing.page.keyboard.type('approval');
  await drawing.page.keyboard.press('Enter');
  await expect(drawing.node('Approval')).toBeFocused();
  return drawing;
}

test('notes and sections are made, collapsed and looked into by the mouse', async ({ visit }) => {
  const drawing = await begin(await visit('grace'), 'Sections by mouse');
  const { page, canvas, panel } = drawing;
  const section = canvas.getByRole('button', { name: /^Section / });
  const note = canvas.locator('[data-note]');

  // A note from the palette, written in its place, then coloured in the panel.
  const [x, y] = await drawing.middle(drawing.node('Approval'));
  await drawing.drag(await drawing.middle(canvas.getByRole('button', { name: 'Note', exact: true })), [x - 60, y + 120]);
  await page.keyboard.type('Ask Ana first.');
  await page.keyboard.press('Escape');
  await expect(note).toHaveAccessibleName('Note: Ask Ana first.');
  await panel.getByLabel('Colour').selectOption('Rose');
  const before = await note.boundingBox();
  const from = await drawing.middle(note);
  await drawing.drag(from, [from[0] + 80, from[1] + 40]);
  await expect.poll(async () => (await note.boundingBox())?.x).not.toBe(before?.x);
  await note.dblclick();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' Then Bo.');
  await page.getByRole('tab', { name: 'Settings' }).click();
  await expect(note).toHaveAccessibleName('Note: Ask Ana first. Then Bo.');

  // Two steps become a section, by the menu.
  await drawing.node('Approval').click();
  await drawing.node('Done').click({ modifiers: ['Shift'] });
  await drawing.node('Done').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Make a section' }).click();
  await panel.getByLabel('Name', { exact: true }).fill('Finance');
  await expect(section).toHaveAccessibleName(/^Section Finance, 2 steps, open/);

  // It is dragged by its name, with its steps, as one step of the history.
  const place = await drawing.node('Approval').getAttribute('transform');
  const title = await drawing.middle(section.locator('text'));
  await drawing.drag(title, [title[0], title[1] - 60]);
  await expect(drawing.node('Approval')).not.toHaveAttribute('transform', place ?? '');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(drawing.node('Approval')).toHaveAttribute('transform', place ?? '');

  // Collapsed, its steps are one box, to which the way leads; then open again.
  await canvas.getByRole('button', { name: /^Collapse Finance/ }).click();
  await expect(section).toHaveAccessibleName(/^Section Finance, 2 steps, collapsed/);
  await expect(drawing.nodes).toHaveCount(1);
  await expect(drawing.edges).toHaveCount(1);
  await expectAccessible(page, 'a collapsed section');

  // Inside, with the neighbour dimmed; the breadcrumbs lead back.
  await canvas.getByRole('button', { name: /^Look inside Finance/ }).click();
  await expect(drawing.nodes).toHaveCount(3);
  await expect(drawing.node('Request')).toHaveClass(/beside/);
  const crumbs = page.getByRole('navigation', { name: 'Where you are' });
  await expect(crumbs).toHaveText(/Sections by mouse\s*Finance/);
  await expectAccessible(page, 'the inside of a section');
  await crumbs.getByRole('button', { name: 'Sections by mouse' }).click();
  await expect(crumbs).toHaveCount(0);
  await expect(drawing.nodes).toHaveCount(1);

  // It is all kept, and pages that are read show it open.
  await drawing.saved();
  await page.reload();
  await drawing.ready();
  await expect(section).toHaveAccessibleName(/^Section Finance, 2 steps, collapsed/);
  const { notes, sections } = await asides(drawing);
  expect(notes.map(({ text, colour }) => [text, colour])).toEqual([['Ask Ana first. Then Bo.', 'rose']]);
  expect(sections.map(({ name, nodes, collapsed }) => [name, nodes.length, collapsed])).toEqual([['Finance', 2, true]]);

  // The drawing that comes with the page, before any script, is the same.
  const bare = await (await page.request.get(new URL(page.url()).pathname)).text();
  expect(bare).toContain('class="section-box"');
});

test('the same by the keyboard, and in the outline', async ({ visit }) => {
  const drawing = await begin(await visit('grace'), 'Sections by keys');
  const { page, panel } = drawing;
  const { keyboard } = page;
  const section = drawing.canvas.locator('[data-section]');
  const note = drawing.canvas.locator('[data-note]');

  await keyboard.press('w');
  await keyboard.type('Ask Ana first.');
  await keyboard.press('Escape');
  await expect(note).toBeFocused();
  const place = await note.boundingBox();
  await keyboard.press('Shift+ArrowDown');
  await expect.poll(async () => (await note.boundingBox())?.y).not.toBe(place?.y);
  await keyboard.press('Enter');
  await keyboard.press('Control+a');
  await keyboard.type('Ask Bo first.');
  await keyboard.press('Control+Enter');
  await expect(note).toHaveAccessibleName('Note: Ask Bo first.');

  // The step is gathered, named, collapsed and opened; the arrow keys walk by the box.
  await keyboard.press('Escape');
  await keyboard.press('Home');
  await keyboard.press('ArrowRight');
  await expect(drawing.node('Approval')).toBeFocused();
  await keyboard.press('Control+g');
  await expect(panel.getByLabel('Name', { exact: true })).toBeFocused();
  await keyboard.press('Control+a');
  await keyboard.type('Finance');
  await drawing.tabTo(section, 'Shift+Tab');
  await keyboard.press('f');
  await expect(section).toHaveAccessibleName(/^Section Finance, 1 step, collapsed/);
  await expect(section).toBeFocused();
  await keyboard.press('ArrowLeft');
  await expect(drawing.node('Request')).toBeFocused();
  await keyboard.press('ArrowRight');
  await expect(section).toBeFocused();
  await keyboard.press('i');
  await expect(page.getByRole('navigation', { name: 'Where you are' })).toBeVisible();
  await keyboard.press('Escape');
  await keyboard.press('Escape');
  await expect(section).toBeFocused();
  await expect(drawing.nodes).toHaveCount(2);

  // A step that is looked for inside is shown.
  await keyboard.press('/');
  await keyboard.type('approval');
  await keyboard.press('Enter');
  await expect(drawing.node('Approval')).toBeFocused();
  await keyboard.press('i');
  await expect(section).toHaveAccessibleName(/collapsed/);

  // In the outline: the section is opened and renamed, the note is written and removed.
  await page.getByRole('tab', { name: 'Outline' }).click();
  const item = (name: RegExp) => panel.getByRole('treeitem', { name });
  await item(/^Finance, 1 step, collapsed/).getByText('Finance').click();
  await item(/^Finance/).getByRole('button', { name: 'Collapse or expand it' }).click();
  await expect(item(/^Finance, 1 step/)).not.toHaveAccessibleName(/collapsed/);
  await expect(item(/^Finance, 1 step/)).toBeFocused();
  await keyboard.press('F2');
  await keyboard.press('Control+a');
  await keyboard.type('Money');
  await keyboard.press('Enter');
  await expect(item(/^Money, 1 step/)).toBeFocused();
  await expect(item(/^Approval, Approval in “Money”/)).toBeVisible();
  await item(/^Ask Bo first/).getByText('Ask Bo first.').click();
  await keyboard.press('F2');
  await keyboard.press('Control+a');
  await keyboard.type('Ask Cy.');
  await keyboard.press('Enter');
  await expect(item(/^Ask Cy/)).toBeFocused();
  await expectAccessible(page, 'the outline with sections and notes');
  await item(/^Ask Cy/).getByText('Ask Cy.').click();
  await keyboard.press('Delete');
  await expect(item(/^Ask Cy/)).toHaveCount(0);
  await keyboard.press('Control+z');
  await expect(item(/^Ask Cy/)).toBeVisible();

  const { notes, sections } = await asides(drawing);
  expect(notes.map(({ text }) => text)).toEqual(['Ask Cy.']);
  expect(sections.map(({ name, collapsed }) => [name, collapsed])).toEqual([['Money', false]]);
});
