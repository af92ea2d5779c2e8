// What the first page weighs, how its parts are kept, and what its policy forbids.

import { readFileSync } from 'node:fs';
import { Drawing } from '../harness/editor.ts';
import { expect, isRelease, test } from '../harness/index.ts';

/** The most that a page may weigh over the wire, in bytes, with an empty cache. */
const BUDGET = 250_000;
/** The most that the editor may weigh until its canvas can be worked on: scripts and wasm, in bytes over the wire. */
const EDITOR = 350_000;

interface Part {
  url: string;
  type: string;
  bytes: number;
  cache: string;
  encoding: string;
}

test('the first page is light, its parts are kept for ever, and the second page brings only itself', async ({ house, visit }) => {
  const keiko = await visit(null);
  const wire = await keiko.context.newCDPSession(keiko.page);
  await wire.send('Network.enable');
  let parts: Part[] = [];
  const known = new Map<string, Part>();
  wire.on('Network.responseReceived', ({ requestId, response, type }) => {
    const header = (name: string) => Object.entries(response.headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
    const part = { url: response.url, type, bytes: 0, cache: header('cache-control'), encoding: header('content-encoding') };
    const isOurs = !response.fromDiskCache && type !== 'EventSource' && !response.url.startsWith('data:');
    if (isOurs) known.set(requestId, part), parts.push(part);
  });
  wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const part = known.get(requestId);
    if (part) part.bytes = encodedDataLength;
  });
  const weigh = async (path: string) => {
    parts = [];
    await keiko.page.goto(path, { waitUntil: 'networkidle' }).catch(() => undefined);
    const sum = parts.reduce((all, part) => all + part.bytes, 0);
    const list = parts.map((part) => `  ${String(part.bytes).padStart(8)}  ${part.encoding.padEnd(4)}  ${part.url.replace(house.origin, '')}`);
    console.log(`${path}: ${parts.length} requests, ${sum} bytes\n${list.join('\n')}`);
    return sum;
  };

  const first = await weigh('/sign-in');
  const wasm = parts.find((part) => part.url.endsWith('.wasm'));
  expect(wasm, 'the page has its islands').toBeDefined();
  const raw = (await (await keiko.context.request.get(wasm!.url, { headers: { 'accept-encoding': 'identity' } })).body()).length;
  console.log(`wasm: ${raw} bytes raw, ${wasm!.bytes} over the wire`);
  const memory = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${house.pid}/status`, 'utf8'))?.[1];
  console.log(`server: ${memory} kB of memory`);
  for (const part of parts.filter((part) => /\.(wasm|js|css)$/.test(part.url))) {
    expect(part.url, 'its name carries a hash').toMatch(/\.[0-9a-f]{8,}\.(wasm|js|css)$/);
    expect(part.cache, part.url).toBe('public, max-age=31536000, immutable');
    expect(part.encoding, part.url).toMatch(/^(br|gzip)$/);
  }
  expect(parts[0]).toMatchObject({ type: 'Document', cache: 'no-store' });
  expect(parts.length, 'requests of the first page').toBeLessThanOrEqual(12);

  await keiko.sitDown('keiko');
  await weigh('/inbox');
  const next = await weigh('/requests/new/purchase');
  expect(parts.filter((part) => part.bytes > 0 && /\/(pkg|fonts)\//.test(part.url)), 'nothing that is kept comes again').toEqual([]);
  expect(next).toBeLessThan(40_000);
  if (isRelease) expect(first, 'bytes of the first page').toBeLessThan(BUDGET);
});

test('the editor’s canvas works by its first part alone; the second is tried again, and is there when the connection is not', async ({ visit }) => {
  const grace = await visit('grace');
  const { page } = grace;
  grace.watch.expect(/net::ERR_FAILED|net::ERR_INTERNET_DISCONNECTED|Failed to fetch|Failed to load resource/, /^script error: Transition was aborted/);
  await page.route('**/editor-later.*.wasm', (route) => route.abort());
  const wire = await grace.context.newCDPSession(page);
  await wire.send('Network.enable');
  const known = new Map<string, { path: string; bytes: number }>();
  wire.on('Network.responseReceived', ({ requestId, response }) => known.set(requestId, { path: new URL(response.url).pathname, bytes: 0 }));
  wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const part = known.get(requestId);
    if (part) part.bytes = encodedDataLength;
  });
  const drawing = await Drawing.begin(grace, 'In two parts', false);
  const { canvas, panel } = drawing;

  // A step is moved, and undone and done again; that it cannot be saved yet is said, and nobody leaves without a question.
  const place = await drawing.node('Request').getAttribute('transform');
  const from = await drawing.middle(drawing.node('Request').locator('.shape'));
  await drawing.drag(from, [from[0] - 40, from[1] + 60]);
  await expect(drawing.node('Request')).not.toHaveAttribute('transform', place ?? '');
  const moved = (await drawing.node('Request').getAttribute('transform')) ?? '';
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(drawing.node('Request')).toHaveAttribute('transform', place ?? '');
  await page.getByRole('button', { name: /^Redo/ }).click();
  await expect(drawing.node('Request')).toHaveAttribute('transform', moved);
  const state = page.locator('.save-state');
  await expect(state).toContainText('Not saved');
  let asked = '';
  page.once('dialog', (dialog) => ((asked = dialog.type()), void dialog.dismiss()));
  await page.evaluate(() => location.assign('/inbox'));
  await expect.poll(() => asked, 'leaving is asked about').toBe('beforeunload');
  const parts = [...known.values()].filter(({ path }) => /^\/pkg\/.*editor.*\.(js|wasm)$/.test(path));
  const sum = parts.reduce((all, part) => all + part.bytes, 0);
  console.log(`the editor: ${sum} bytes\n${parts.map(({ path, bytes }) => `  ${String(bytes).padStart(8)}  ${path}`).join('\n')}`);
  const names = parts.map(({ path }) => path.replace(/\.[0-9a-f]{12}\./, '.'));
  expect(names).toEqual(expect.arrayContaining(['/pkg/editor.js', '/pkg/editor.wasm', '/pkg/editor-later.js']));
  if (isRelease) expect(sum, 'bytes until the canvas can be worked on').toBeLessThan(EDITOR);

  // What is not there is said; a dialog that was asked for does not open late.
  await expect(panel.getByRole('alert')).toContainText('could not be loaded');
  await canvas.click({ position: { x: 400, y: 30 } });
  await page.getByRole('button', { name: /^Keys/ }).click();
  await expect(page.locator('.editor-toast')).toContainText('could not be loaded');
  await page.unroute('**/editor-later.*.wasm');
  await panel.getByRole('button', { name: 'Try again' }).click();
  await expect(panel.locator('.inspector')).toBeVisible();
  await expect(page.getByRole('dialog')).toBeHidden();
  await drawing.saved();

  // Without a connection every view opens.
  await grace.context.setOffline(true);
  const views = { Form: '.form-builder', Outline: '.outline', JSON: 'textarea', Problems: '.editor-problem-list', Simulate: '.simulator', Settings: '.inspector' };
  for (const [tab, view] of Object.entries(views)) {
    await page.getByRole('tab', { name: tab }).click();
    await expect(panel.locator(view).first(), tab).toBeVisible();
  }
  await canvas.click({ position: { x: 400, y: 30 } });
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await grace.context.setOffline(false);
});

test('keys that are pressed before the second part has come count once it has', async ({ visit }) => {
  const grace = await visit('grace');
  const { page } = grace;
  grace.watch.expect(/^script error: Transition was aborted/);
  let come: () => void = () => {};
  const held = new Promise<void>((resolve) => (come = resolve));
  await page.route('**/editor-later.*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  const drawing = await Drawing.begin(grace, 'Early keys', false);
  await page.keyboard.press('Control+a');
  await expect(drawing.panel).toContainText('Loading');
  await expect(drawing.canvas.locator('[data-node][aria-pressed=true]')).toHaveCount(0);
  come();
  await expect(drawing.canvas.locator('[data-node][aria-pressed=true]')).toHaveCount(2);
  await expect(page.locator('.editor-toast')).toHaveText('All 2 steps are selected.');
});

test('the policy allows nothing from elsewhere and nothing inline without this answer’s nonce', async ({ visit }) => {
  const keiko = await visit('keiko');
  const nonces = new Set<string>();
  for (const path of ['/inbox', '/requests/new/purchase', '/definitions/purchase', '/no/such/page']) {
    keiko.watch.expectStatus(404);
    const answer = await keiko.page.goto(path);
    const policy = answer?.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
    nonces.add(/'nonce-([^']+)'/.exec(policy)?.[1] ?? '');
    expect(answer?.headers()).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': expect.stringMatching(/same-origin|no-referrer/) });
    await expect(keiko.page.locator('[style]'), `no inline style on ${path}`).toHaveCount(0);
  }
  expect(nonces.size).toBe(4);

  // The policy is at work: what somebody might manage to put into a page does not run.
  keiko.watch.expect(/Content Security Policy/, /evil\.example/);
  await keiko.page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = "document.title = 'owned'";
    document.body.append(script);
    const far = document.createElement('img');
    far.src = 'http://evil.example/x.png';
    document.body.append(far);
    document.body.setAttribute('style', 'display: none');
  });
  await expect(keiko.main).toBeVisible();
  expect(await keiko.page.title()).not.toBe('owned');
});
