// What tests begin with: `house`, a server with the demo's company and two hasty processes; `visit`, which gives
// somebody a browser of their own. At the end no page may have complained.

import { type BrowserContextOptions, test as base, expect } from '@playwright/test';
import { hasty } from './definitions.ts';
import { ADMIN, type Persona } from './people.ts';
import { Program } from './rest.ts';
import { Server } from './server.ts';
import { Visitor } from './visitor.ts';
import { Watch } from './watch.ts';

export { expect } from '@playwright/test';
export { ADMIN, type Persona, email, people } from './people.ts';
export { Program } from './rest.ts';
export { Server, isRelease } from './server.ts';
export { Visitor } from './visitor.ts';

/** After how many seconds the process `hasty` goes to the next manager. */
export const HASTY_SECONDS = 12;

type Visit = (who: Persona | null, options?: BrowserContextOptions & { house?: Server }) => Promise<Visitor>;

export const test = base.extend<{ visit: Visit }, { house: Server; program: Program }>({
  house: [
    async ({}, use, worker) => {
      const house = await Server.start({ demo: true });
      await use(house);
      await house.dispose({ log: `${worker.project.outputDir}/server-${worker.workerIndex}.log` });
    },
    { scope: 'worker', timeout: 180_000 },
  ],

  program: [
    async ({ house }, use) => {
      const program = await Program.for(house, ADMIN);
      await program.publish(hasty('hasty', 'Hasty purchase', HASTY_SECONDS));
      await program.publish(hasty('calm', 'Calm purchase', 3_600));
      await use(program);
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  visit: async ({ browser, house }, use) => {
    const visitors: Visitor[] = [];
    await use(async (who, options = {}) => {
      const { house: other, ...rest } = options;
      const origin = (other ?? house).origin;
      const context = await browser.newContext({ baseURL: origin, ...rest });
      const watch = new Watch(context, origin);
      // Without scripts, what the page loads ahead for them is not used.
      if (rest.javaScriptEnabled === false) watch.expect(/^failed: GET .*\.js csp$/, /was preloaded using link preload but not used/);
      const visitor = new Visitor(context, await context.newPage(), watch);
      visitors.push(visitor);
      if (who) await visitor.sitDown(who);
      return visitor;
    });
    const complaints = visitors.flatMap((visitor) => visitor.watch.complaints);
    for (const visitor of visitors) await visitor.context.close();
    expect(complaints, 'what the pages complained about').toEqual([]);
  },
});
