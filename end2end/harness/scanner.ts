// A mail scanner, as they have been seen: HEAD and GET of every address in every mail, at once and again, from several
// networks and without cookies; then a browser that opens each, runs what the page brings and looks around. It presses nothing.

import type { Browser } from '@playwright/test';
import { addressesInHtml, addressesInText } from './mail.ts';
import type { Mail } from './smtp.ts';

/** Networks that it comes from. */
const NETWORKS = ['203.0.113.7', '203.0.113.8', '198.51.100.20'];

/** What it calls itself: nothing, or a browser. */
const AGENTS = ['', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'];

/** Browsers at the same time. */
const AT_ONCE = 4;

/** What a browser moves over, at most, on each page: first what could be pressed. */
const MOST = 6;

/** What it did, and was answered. */
export interface Scan {
  addresses: number;
  heads: number;
  gets: number;
  /** Pages opened in a browser. */
  rendered: number;
  /** Requests of those pages, beyond opening them, that are not reading. */
  writes: number;
  /** Answers by status, redirects followed. */
  statuses: Record<number, number>;
}

/** Everything that these mails lead to is fetched and opened. */
export async function scan(browser: Browser, mails: Mail[]): Promise<Scan> {
  const addresses = [...new Set(mails.flatMap((mail) => [...addressesInText(mail), ...addressesInHtml(mail)]))];
  const result: Scan = { addresses: addresses.length, heads: 0, gets: 0, rendered: 0, writes: 0, statuses: {} };
  const fetches = addresses.flatMap((url) =>
    NETWORKS.flatMap((network) => AGENTS.flatMap((agent) => ['HEAD', 'GET'].map((method) => ({ url, network, agent, method })))),
  );
  await Promise.all(
    fetches.map(async ({ url, network, agent, method }) => {
      const answer = await fetch(url, { method, headers: { 'user-agent': agent, 'x-forwarded-for': network } });
      await answer.arrayBuffer();
      result.statuses[answer.status] = (result.statuses[answer.status] ?? 0) + 1;
      if (method === 'HEAD') result.heads += 1;
      else result.gets += 1;
    }),
  );
  for (let at = 0; at < addresses.length; at += AT_ONCE) {
    await Promise.all(addresses.slice(at, at + AT_ONCE).map((url) => look(browser, url, result)));
  }
  return result;
}

/** A browser of its own opens the address, and looks around like somebody who is curious. */
async function look(browser: Browser, url: string, result: Scan): Promise<void> {
  const context = await browser.newContext({ userAgent: AGENTS[1]!, extraHTTPHeaders: { 'x-forwarded-for': NETWORKS[0]! } });
  context.on('request', (request) => {
    if (!['GET', 'HEAD'].includes(request.method())) result.writes += 1;
  });
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'load' });
  // Time for what a page might do by itself.
  await page.waitForTimeout(200);
  const things = [...(await page.locator('main button:visible, main summary:visible').all()), ...(await page.locator('main a:visible').all())];
  for (const thing of things.slice(0, MOST)) await thing.hover({ timeout: 300 }).catch(() => undefined);
  await page.mouse.wheel(0, 2_000);
  result.rendered += 1;
  await context.close();
}
