// How long the editor takes: to open, and for each frame of a drag, a pan and a zoom, at 30, 300 and 1,000 nodes, with the
// processor slowed down to that of a middling laptop. Not a test: it prints a table, on demand, of a release build: npm run frames.

import type { CDPSession, Page } from '@playwright/test';
import { test, type Visitor } from '../harness/index.ts';
import { Drawing } from '../harness/editor.ts';

/**
 * What a middling laptop reaches in the benchmark below. Lighthouse gives desktop machines with an Intel i3 1,000 to 1,500,
 * and the best telephones 800 to 1,200: https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md
 */
const MIDDLING = 1_000;
const SIZES = [30, 300, 1_000];
const IN_A_ROW = 12;

/** A process of so many nodes: approvals one after the other, each with an end of its own for a no. */
function process(size: number): string {
  const nodes: object[] = [{ id: 'start', name: 'Asked', at: { x: 0, y: 0 }, does: { kind: 'start' } }];
  const edges: object[] = [];
  const approvals = Math.floor((size - 2) / 2);
  const place = (no: number) => ({ x: 220 + (no % IN_A_ROW) * 260, y: Math.floor(no / IN_A_ROW) * 240 });
  for (let no = 0; no < approvals; no += 1) {
    const at = place(no);
    const does = { kind: 'approval', approvers: [{ from: 'group', key: 'finance' }], policy: { of: 'any' }, due: { within: 'P2D' } };
    nodes.push({ id: `a${no}`, name: `Check ${no}`, at, does });
    nodes.push({ id: `n${no}`, name: `No ${no}`, at: { x: at.x, y: at.y + 110 }, does: { kind: 'end', outcome: 'rejected' } });
    edges.push({ id: `r${no}`, from: `a${no}`, port: 'rejected', to: `n${no}` });
    edges.push({ id: `e${no}`, from: no === 0 ? 'start' : `a${no - 1}`, port: no === 0 ? 'next' : 'approved', to: `a${no}` });
  }
  nodes.push({ id: 'end', name: 'Done', at: place(approvals), does: { kind: 'end', outcome: 'approved' } });
  edges.push({ id: 'last', from: `a${approvals - 1}`, port: 'approved', to: 'end' });
  const fields = [{ key: 'what', label: 'What?', required: true, input: { type: 'text' } }];
  return JSON.stringify({ schema: 1, key: `frames-${size}`, name: `${size} nodes`, title: '{what}', time_zone: 'UTC', form: { fields }, nodes, edges });
}

/** The times between frames while something is done, in milliseconds, sorted. */
async function frames(page: Page, act: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    let last = performance.now();
    const tick = (now: number) => {
      times.push(now - last);
      last = now;
      Object.assign(window, { ticking: requestAnimationFrame(tick), times });
    };
    Object.assign(window, { ticking: requestAnimationFrame(tick), times });
  });
  await act();
  const times = await page.evaluate(() => {
    const { ticking, times } = window as unknown as { ticking: number; times: number[] };
    cancelAnimationFrame(ticking);
    return times;
  });
  return times.slice(1).sort((a, b) => a - b);
}

const of = (times: number[], share: number) => (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1);

/**
 * How fast JavaScript is here, in the unit of Lighthouse's BenchmarkIndex: tenths of the rounds in a second of growing a text by
 * 10,000 letters and of copying an array of 100,000 numbers, the mean of both.
 */
async function benchmark(page: Page): Promise<number> {
  return page.evaluate(() => {
    const rounds = (round: () => void) => {
      const began = performance.now();
      let done = 0;
      while (performance.now() - began < 500) {
        round();
        done += 1;
      }
      return done / 10 / ((performance.now() - began) / 1_000);
    };
    let letters = 0;
    const texts = rounds(() => {
      let text = '';
      for (let no = 0; no < 10_000; no += 1) text += 'a';
      letters += text.length;
    });
    const from = Array.from({ length: 100_000 }, (_, no) => no);
    const to = [...from];
    const copies = rounds(() => {
      for (let no = 0; no < from.length; no += 1) to[no] = from[no] ?? 0;
    });
    return letters > 0 ? (texts + copies) / 2 : 0;
  });
}

/** How many times the processor is slowed down; what one core of this machine shares with others counts as its own. */
async function slowing(page: Page): Promise<number> {
  const found: number[] = [];
  for (let no = 0; no < 5; no += 1) found.push(await benchmark(page));
  const index = Math.max(...found);
  const rate = Math.max(1, index / MIDDLING);
  console.log(`This machine: ${Math.round(index)}; slowed ${rate.toFixed(2)} times, to ${MIDDLING}.\n`);
  return rate;
}

async function open(author: Visitor, slow: CDPSession, rate: number, path: string): Promise<{ opened: number; answered: number }> {
  const { page } = author;
  await slow.send('Emulation.setCPUThrottlingRate', { rate });
  await page.goto(path);
  await page.waitForFunction(() => (window as unknown as { opened?: number }).opened !== undefined);
  const opened = await page.evaluate(() => (window as unknown as { opened: number }).opened);
  const answered = await page.evaluate(() => (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).responseEnd);
  return { opened, answered };
}

/** The middle of an approval that lies well within the canvas. */
async function someNode(drawing: Drawing): Promise<[number, number]> {
  const boxes = await drawing.canvas.locator('.approval .shape').evaluateAll((all) =>
    all.map((one) => one.getBoundingClientRect()).map((box) => [box.x + box.width / 2, box.y + box.height / 2] as [number, number]),
  );
  const found = boxes.filter(([x, y]) => x > 220 && x < 900 && y > 120 && y < 780).sort((a, b) => Math.hypot(a[0] - 500, a[1] - 400) - Math.hypot(b[0] - 500, b[1] - 400))[0];
  if (!found) throw new Error('no step is in the middle of the canvas');
  return found;
}

test('frame times of the editor', async ({ visit }) => {
  test.setTimeout(600_000);
  const grace = await visit('grace');
  const { page } = grace;
  await page.addInitScript(() => {
    const look = () => {
      if (document.querySelector('.canvas [data-node]')) Object.assign(window, { opened: performance.now() });
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  // The benchmark keeps the page from starting its islands.
  grace.watch.expect(/was preloaded using link preload but not used/);
  const slow = await grace.context.newCDPSession(page);
  const rate = await slowing(page);
  console.log('| nodes | what | frames | median ms | p95 ms | most ms | over 20 ms |\n|---|---|---|---|---|---|---|');
  for (const size of SIZES) {
    const answer = await grace.post('/do/new-draft', { document: process(size), key: crypto.randomUUID() });
    const path = answer.headers()['location'] ?? '';
    await page.goto(path);
    // The second time, as with a browser that has the files.
    const { opened, answered } = await open(grace, slow, rate, path);
    const drawing = new Drawing(grace);
    await drawing.ready();
    const row = async (what: string, act: () => Promise<void>) => {
      const times = await frames(page, act);
      const late = times.filter((time) => time > 20).length;
      console.log(`| ${size} | ${what} | ${times.length} | ${of(times, 0.5)} | ${of(times, 0.95)} | ${of(times, 1)} | ${late} |`);
    };
    console.log(`| ${size} | opens: ${Math.round(opened)} ms after the click, ${Math.round(opened - answered)} ms after the answer came | | | | | |`);
    const [x, y] = await someNode(drawing);
    await row('drag of a node', async () => {
      await page.mouse.move(x, y);
      await page.mouse.down();
      for (let step = 1; step <= 90; step += 1) await page.mouse.move(x + step * 2, y + Math.sin(step / 8) * 60);
      await page.mouse.up();
    });
    await page.keyboard.press('Control+z');
    // From the key that removes a connection to the sign at the step that leads nowhere then.
    await page.mouse.click(x, y);
    await page.evaluate(() => {
      const signs = () => document.querySelectorAll('.canvas-sheet .problem-sign').length;
      const before = signs();
      window.addEventListener('keydown', () => {
        const began = performance.now();
        const look = () => {
          if (signs() !== before) Object.assign(window, { found: performance.now() - began });
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }, { once: true, capture: true });
    });
    const ways = page.locator('.canvas-sheet [data-edge^="e"] .edge-hit');
    const [at] = (await ways.evaluateAll((all) => all.map((one) => (one as SVGPathElement)).map((path) => {
      const middle = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM() ?? new DOMMatrix());
      return [middle.x, middle.y] as [number, number];
    }))).filter(([left, top]) => left > 220 && left < 900 && top > 120 && top < 780);
    if (!at) throw new Error('no connection is in the middle of the canvas');
    await page.mouse.click(...at);
    await page.keyboard.press('Delete');
    await page.waitForFunction(() => 'found' in window);
    const found = await page.evaluate(() => (window as unknown as { found: number }).found);
    console.log(`| ${size} | problems are shown ${Math.round(found)} ms after the key | | | | | |`);
    await page.keyboard.press('Control+z');
    await row('pan', async () => {
      await page.keyboard.press('h');
      await page.mouse.move(500, 600);
      await page.mouse.down();
      for (let step = 1; step <= 90; step += 1) await page.mouse.move(500 - step * 3, 600 - step);
      await page.mouse.up();
      await page.keyboard.press('v');
    });
    await row('zoom', async () => {
      await page.mouse.move(500, 450);
      await page.keyboard.down('Control');
      for (let step = 1; step <= 40; step += 1) await page.mouse.wheel(0, step <= 20 ? 40 : -40);
      await page.keyboard.up('Control');
    });
    const began = Date.now();
    await drawing.canvas.getByRole('button', { name: /^Show everything/ }).click();
    await page.waitForFunction((size) => document.querySelectorAll('.canvas [data-node]').length === size, size);
    console.log(`| ${size} | everything is there after ${Date.now() - began} ms | | | | | |`);
    await page.waitForTimeout(500);
    const [all, down] = await someNode(drawing);
    await row('drag with everything in view', async () => {
      await page.mouse.move(all, down);
      await page.mouse.down();
      for (let step = 1; step <= 90; step += 1) await page.mouse.move(all + step, down + Math.sin(step / 8) * 30);
      await page.mouse.up();
    });
    await slow.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  }
});
