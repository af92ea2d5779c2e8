// How the browser tests run: one Chromium, the installed one; each worker has a server and a database of its own.

import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests',
  // Pictures and frame times are made on demand: SCREENSHOTS=1 npx playwright test screenshots, npm run frames.
  testIgnore: [...(process.env.SCREENSHOTS ? [] : ['screenshots.spec.ts']), ...(process.env.FRAMES ? [] : ['frames.spec.ts'])],
  outputDir: 'test-results',
  reporter: process.env.CI ? [['list']] : [['list'], ['html', { outputFolder: 'report', open: 'never' }]],
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Lisbon',
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    trace: process.env.TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
