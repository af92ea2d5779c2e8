// A request is played through in the editor: choices, time that is skipped, a way back; kept as a scenario that is told
// again on the publish page. Nothing of it touches anybody: no table of the database has a row more but the scenarios.

import { randomUUID } from 'node:crypto';
import { expect, test, type Server } from '../harness/index.ts';
import { Drawing } from '../harness/editor.ts';

/** How many rows each table has, but those that say who looks at what. */
async function rows(house: Server): Promise<Record<string, number>> {
  const counted = await house.sql(
    `select table_name || ' ' || (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I', table_name), false, true, '')))[1]::text
     from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not in ('sessions', 'draft_editors', 'draft_scenarios', 'design_keys')
     order by 1`,
  );
  return Object.fromEntries(counted.map((line) => [line.split(' ')[0], Number(line.split(' ')[1])]));
}

test('a request is simulated, kept as a scenario and told again, and nobody is touched', async ({ house, visit }) => {
  const grace = await visit('grace');
  const { page } = grace;
  const made = await grace.post('/do/new-draft', { key: randomUUID(), from: 'purchase' });
  await page.goto(made.headers()['location'] ?? '');
  const drawing = new Drawing(grace);
  await drawing.ready();
  const before = await rows(house);

  await page.getByRole('tab', { name: 'Simulate' }).click();
  await drawing.panel.getByLabel('Amount').fill('700');
  await drawing.panel.getByRole('button', { name: 'Start', exact: true }).click();
  const stands = drawing.panel.getByRole('region', { name: 'Where it stands' });
  await expect(stands).toContainText('Priya Raman, manager of Grace Whitfield');
  await expect(drawing.node('Manager')).toHaveClass(/current/);

  // Time is skipped to what would happen by itself, and back.
  const clock = drawing.panel.getByRole('heading', { level: 2 });
  const began = await clock.innerText();
  await drawing.panel.getByRole('button', { name: 'Skip to it' }).click();
  await expect(drawing.panel).toContainText('Priya Raman is reminded.');
  await expect(clock).not.toHaveText(began);
  await drawing.panel.getByRole('button', { name: 'Go back to moment 1' }).click();
  await expect(clock).toHaveText(began);

  // The answer leads on by the condition to the end.
  await stands.getByRole('button', { name: 'Approve, as Priya Raman' }).click();
  await expect(drawing.node('Order it')).toHaveClass(/current|done/);
  await expect(drawing.panel).toContainText(/4 of 10|5 of 10/);

  await drawing.panel.getByRole('heading', { name: 'Save as scenario' }).click();
  await drawing.panel.getByLabel('Name', { exact: true }).fill('A small one');
  await drawing.panel.getByRole('button', { name: 'Save as scenario' }).click();
  await expect(drawing.panel.getByText('A small one').first()).toBeVisible();
  expect(await rows(house), 'rows of every table but the scenarios').toEqual(before);

  // It is told again where the draft is published.
  await page.getByRole('link', { name: 'Publish' }).click();
  await expect(page.getByRole('region', { name: 'Scenarios' })).toContainText('A small one');
  expect(await rows(house)).toEqual(before);
});
