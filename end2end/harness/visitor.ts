// Somebody at a browser of their own: a context, its first page, and a watch over both.

import { type BrowserContext, type Locator, type Page, expect } from '@playwright/test';
import { type Persona, email, people } from './people.ts';
import type { Watch } from './watch.ts';

/** A person at a browser. */
export class Visitor {
  constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly watch: Watch,
  ) {}

  /** Sits down as one of the demo's people; with a click if the sign-in page shows them. */
  async sitDown(persona: Persona): Promise<void> {
    await this.page.goto('/sign-in');
    const button = this.page.getByRole('button', { name: people[persona] });
    if ((await button.count()) === 0) {
      await this.post('/do/sit-down', { person: email(persona) });
      await this.page.goto('/inbox');
    } else {
      await button.click();
    }
    await expect(this.page).toHaveURL(/\/inbox$/);
    await expect(this.account).toContainText(people[persona]);
  }

  /** Signs in by e-mail and password, on whatever page shows the form. */
  async signIn(email: string, password: string): Promise<void> {
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  /** Opens a page and waits until its live updates flow. */
  async follow(path: string): Promise<void> {
    const stream = this.page.waitForResponse((response) => new URL(response.url()).pathname === '/live');
    await this.page.goto(path);
    await stream;
  }

  /** Marks the page as loaded now; `isSamePage` tells whether it was loaded again since. */
  async mark(): Promise<void> {
    await this.page.evaluate(() => {
      document.documentElement.dataset.marked = 'yes';
    });
  }

  /** Fails if the page was loaded again since `mark`. */
  async expectNoReload(): Promise<void> {
    await expect(this.page.locator('html')).toHaveAttribute('data-marked', 'yes');
  }

  /** What opens the account's menu. */
  get account(): Locator {
    return this.page.locator('.account summary');
  }

  /** The page itself, without the rail. */
  get main(): Locator {
    return this.page.getByRole('main');
  }

  /** Posts a form as the page's own scripts could, with this visitor's cookies. */
  async post(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
    const origin = new URL(this.page.url()).origin;
    return this.context.request.post(path, { form, headers: { origin, ...headers }, maxRedirects: 0 });
  }
}
