// A draft in the editor, as its author handles it: by the mouse, by the keyboard alone, or by the outline.

import { type Locator, expect } from '@playwright/test';
import type { Visitor } from './visitor.ts';

/** A draft that is open in somebody's browser. */
export class Drawing {
  constructor(readonly author: Visitor) {}

  /** Begins an empty draft; its second part is waited for, unless a test holds it back. */
  static async begin(author: Visitor, name: string, whole = true): Promise<Drawing> {
    const { page } = author;
    await page.goto('/drafts/new?empty=1');
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByRole('button', { name: 'Begin the draft' }).click();
    const drawing = new Drawing(author);
    await drawing.ready(whole);
    return drawing;
  }

  /** Waits until the editor has taken the place of the drawing, and the panel is there. */
  async ready(whole = true): Promise<void> {
    await expect(this.author.page).toHaveURL(/\/drafts\/\d/);
    await expect(this.nodes.first()).toBeVisible();
    if (whole) await expect(this.panel.locator('.editor-later')).toHaveCount(0);
  }

  get page() {
    return this.author.page;
  }

  get canvas(): Locator {
    return this.page.getByRole('region', { name: 'Drawing', exact: true });
  }

  get nodes(): Locator {
    return this.canvas.locator('[data-node]');
  }

  get edges(): Locator {
    return this.canvas.locator('g[data-edge]');
  }

  get panel(): Locator {
    return this.page.locator('.editor-side');
  }

  /** A node, by its name. */
  node(name: string): Locator {
    return this.canvas.getByRole('button', { name: new RegExp(`^${name},`) });
  }

  /** The middle of something, in the window. */
  async middle(of: Locator): Promise<[number, number]> {
    const box = await of.boundingBox();
    if (!box) throw new Error(`${of} is not to be seen`);
    return [box.x + box.width / 2, box.y + box.height / 2];
  }

  /** Drags from one place to another, in steps as a hand does. */
  async drag(from: [number, number], to: [number, number]): Promise<void> {
    await this.page.mouse.move(...from);
    await this.page.mouse.down();
    await this.page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, { steps: 4 });
    await this.page.mouse.move(...to, { steps: 4 });
    await this.page.mouse.up();
  }

  /** The document, as the JSON view shows it. */
  async document(): Promise<Record<string, unknown> & { nodes: { id: string; name: string; does: Record<string, unknown> }[]; edges: { from: string; port: string; to: string }[] }> {
    await this.page.getByRole('tab', { name: 'JSON' }).click();
    return JSON.parse(await this.panel.locator('textarea').inputValue());
  }

  /** The ways of the drawing, as `Start next> Check`, sorted. */
  async ways(): Promise<string[]> {
    const { nodes, edges } = await this.document();
    const name = (id: string) => nodes.find((node) => node.id === id)?.name;
    return edges.map((edge) => `${name(edge.from)} ${edge.port}> ${name(edge.to)}`).sort();
  }

  /** Waits until everything is on the server. */
  async saved(): Promise<void> {
    await expect(this.page.locator('[data-save]')).toHaveAttribute('data-save', 'saved');
  }

  /** Presses Tab until something has the focus. */
  async tabTo(to: Locator, key = 'Tab'): Promise<void> {
    for (let press = 0; press < 80; press += 1) {
      if (await to.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press(key);
    }
    throw new Error(`the focus never came to ${to}`);
  }

  /** Publishes it, and gives the version that it became. */
  async publish(note: string): Promise<void> {
    await this.page.getByRole('link', { name: 'Publish' }).click();
    await expect(this.page).toHaveURL(/\/publish$/);
    await this.page.getByLabel(/What has changed/).fill(note);
    await this.page.getByRole('button', { name: /^Publish version \d+$/ }).click();
    await expect(this.page).toHaveURL(/\/definitions\/[a-z0-9-]+/);
  }
}
