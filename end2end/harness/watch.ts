// Watches a browser context: no console error, no failed request, no request to another host, nothing the content
// security policy had to stop. What a test expects to go wrong it says first.

import type { BrowserContext, Page } from '@playwright/test';

/** What went wrong on the pages of a context. */
export class Watch {
  private readonly seen: string[] = [];
  private readonly allowed: RegExp[] = [];

  constructor(context: BrowserContext, origin: string) {
    context.on('page', (page) => this.follow(page));
    context.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(`${origin}/`) && !url.startsWith('data:') && url !== 'about:blank') this.seen.push(`request to ${url}`);
    });
    context.on('requestfailed', (request) => {
      // A page that is left ends its stream and what it was just fetching.
      const left = request.failure()?.errorText === 'net::ERR_ABORTED';
      if (!left) this.seen.push(`failed: ${request.method()} ${request.url()} ${request.failure()?.errorText}`);
    });
    context.on('response', (response) => {
      if (response.status() >= 400) this.seen.push(`status ${response.status()}: ${response.request().method()} ${response.url()}`);
    });
    context.on('weberror', (error) => this.seen.push(`script error: ${error.error().message}`));
  }

  /** From now on such a thing is expected. */
  expect(...what: RegExp[]): void {
    this.allowed.push(...what);
  }

  /** Answers that refuse, with these statuses, are expected. */
  expectStatus(...statuses: number[]): void {
    for (const status of statuses) this.expect(new RegExp(`^status ${status}:`), new RegExp(`console error: .*status of ${status} `));
  }

  /** Everything that went wrong and was not expected. */
  get complaints(): string[] {
    return this.seen.filter((line) => !this.allowed.some((allowed) => allowed.test(line)));
  }

  private follow(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        this.seen.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    page.on('crash', () => this.seen.push('the page crashed'));
  }
}
