// What axe says about a page, in every size and colour scheme, and whether anything has to be scrolled sideways.

import { AxeBuilder } from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The sizes that the pages are made for. */
export const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

export const SCHEMES = ['light', 'dark'] as const;

/** Everything that breaks the rules; all rules when none are named. */
async function violations(page: Page, rules?: string[]): Promise<string[]> {
  const axe = () => {
    const builder = new AxeBuilder({ page }).setLegacyMode(true);
    return rules ? builder.withRules(rules) : builder.withTags(RULES);
  };
  // Chromium sometimes keeps the colours of the scheme before; showing the page anew makes it compute them again, not always
  // the first time. What is wrong with the page stays wrong.
  for (let look = 1; ; look += 1) {
    await page.evaluate(async () => {
      for (const hidden of [true, false]) {
        document.body.hidden = hidden;
        await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
      }
    });
    const results = await axe().analyze();
    const onlyColours = results.violations.every(({ id }) => id === 'color-contrast');
    if (look === 3 || !onlyColours || results.violations.length === 0) {
      return results.violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `  ${node.html}\n  ${node.failureSummary}`).join('\n')}`);
    }
  }
}

/** Fails if axe finds anything on the page that is shown, or if it is wider than the screen, down to 320 pixels. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // In the dark only the colours differ.
      const again = colorScheme === 'dark' ? ['color-contrast'] : undefined;
      expect.soft(await violations(page, again), `${what}, ${size.width} px, ${colorScheme}`).toEqual([]);
    }
  }
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect.soft(over, `${what} is this much too wide at ${width} px`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize(SIZES[0]!);
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}
