// What people do on the pages, in one place, by the words that they read.

import { type Locator, type Page, expect } from '@playwright/test';
import type { Visitor } from './visitor.ts';

/** Fills the fields of a form by their labels. */
export async function fill(form: Locator | Page, fields: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) {
    const field = form.getByLabel(label);
    const isList = (await field.evaluate((element) => element.tagName)) === 'SELECT';
    await (isList ? field.selectOption({ label: value }) : field.fill(value));
  }
}

/** The line of a request in a list. */
export function row(visitor: Visitor, title: string): Locator {
  return visitor.main.locator('[data-row]').filter({ hasText: title });
}

/** Opens a request from the list that is shown. */
export async function open(visitor: Visitor, title: string): Promise<void> {
  await row(visitor, title).getByRole('link', { name: title }).click();
  await expect(visitor.page.getByRole('heading', { level: 1, name: title })).toBeVisible();
}

/** Answers the task that is shown. */
export async function decide(visitor: Visitor, answer: 'Approve' | 'Send back' | 'Reject', comment = ''): Promise<void> {
  const form = visitor.page.locator('#decision');
  if (comment) await form.getByLabel('Comment').fill(comment);
  await form.getByRole('button', { name: answer }).click();
}

/** What the last form said when it was done. */
export function done(visitor: Visitor): Locator {
  return visitor.main.getByRole('status');
}

/** What the last form said when it was refused. */
export function refused(visitor: Visitor): Locator {
  return visitor.page.getByRole('alert');
}

/** Asks for something: finds the process, fills its form, looks at the route, sends it. Gives the route as text. */
export async function ask(visitor: Visitor, process: string, fields: Record<string, string>): Promise<string> {
  const { page, main } = visitor;
  await page.goto('/requests/new');
  await main.getByRole('link', { name: process, exact: true }).click();
  await fill(main, fields);
  await main.getByRole('button', { name: 'Preview the route' }).click();
  const route = await main.getByRole('region', { name: 'The route' }).innerText();
  await main.getByRole('button', { name: 'Send the request' }).click();
  await expect(page).toHaveURL(/\/executions\//);
  await expect(done(visitor)).toContainText('is under way.');
  return route;
}

/** The form of the decision, switched off because somebody else has answered; what was typed can still be copied. */
export async function expectSwitchedOff(visitor: Visitor): Promise<void> {
  const form = visitor.page.locator('#decision');
  await expect(form.locator('button:not([disabled])')).toHaveCount(0);
  await expect(form.getByLabel('Comment')).not.toBeEditable();
}
