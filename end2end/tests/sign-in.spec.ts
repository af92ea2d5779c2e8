// Signing in and out, and the first administrator, on a server without the demo.

import { expectAccessible } from '../harness/axe.ts';
import { Server, type Visitor, expect, test } from '../harness/index.ts';

const ANA = 'ana@example.com';
const BO = 'bo@example.com';
const PASSWORD = 'five wet umbrellas drip';

test.describe.configure({ mode: 'serial' });

let house: Server;
test.beforeAll(async () => {
  house = await Server.start({ demo: false });
});
test.afterAll(async () => house.dispose());

/** The cookie that carries the session. */
async function seat(visitor: Visitor) {
  const cookies = await visitor.context.cookies();
  return cookies.find((cookie) => cookie.httpOnly);
}

test('the code on the console makes the first administrator, once', async ({ visit }) => {
  const ana = await visit(null, { house });
  const { page } = ana;
  await page.goto('/');
  await expect(page, 'nobody is there, so every way leads to the setup').toHaveURL(/\/setup$/);
  const code = /with this code.*\n\s*\n\s*(\S+)/.exec(house.console)?.[1] ?? '';
  expect(code.length, 'the code is long enough not to be guessed').toBeGreaterThan(30);

  const submit = page.getByRole('button', { name: 'Set up' });
  await page.getByLabel('One-time code').fill(`${code.slice(1)}x`);
  await page.getByLabel('Organisation').fill('Umbrella & <b>Sons</b>');
  await page.getByLabel('Your name').fill('Ana Lima');
  await page.getByLabel('Your e-mail').fill(ANA);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByLabel('Your time zone').selectOption('Europe/Lisbon');
  await submit.click();
  await expect(page.getByLabel('One-time code')).toHaveAccessibleDescription(/This is not the code that the server printed\./);
  await expect(page.getByLabel('Password'), 'a password is never sent back').toHaveValue('');
  await expect(page.getByLabel('Organisation')).toHaveValue('Umbrella & <b>Sons</b>');
  await expect(page.getByLabel('Your time zone')).toHaveValue('Europe/Lisbon');
  await expectAccessible(page, 'the setup');

  await page.getByLabel('One-time code').fill(code);
  await page.getByLabel('Password').fill('short');
  await submit.click();
  await expect(page.locator('#password-problem')).toBeVisible();

  await page.getByLabel('One-time code').fill(code);
  await page.getByLabel('Password').fill(PASSWORD);
  await submit.click();
  await expect(page).toHaveURL(/\/definitions$/);
  await expect(page.getByRole('status').filter({ hasText: 'Everything is ready' })).toBeVisible();

  ana.watch.expectStatus(404);
  const again = await page.goto('/setup');
  expect(again?.status(), 'there is nothing to set up any more').toBe(404);
  const form = { code, organisation: 'Other', name: 'Eve', email: 'eve@example.com', password: PASSWORD, time_zone: 'UTC' };
  await ana.context.request.post('/do/setup', { form, headers: { origin: house.origin } });
  expect((await house.run(['token', 'add', 'eve@example.com', '--name', 'x', '--scope', 'read'])).code).not.toBe(0);

  await house.get(['user', 'add', BO, '--name', 'Bo Lind', '--time-zone', 'Europe/Stockholm'], `${PASSWORD}\n`);
});

test('a wrong password and an unknown e-mail are answered alike, and too many of either lock out', async ({ visit }) => {
  for (const [address, email] of [['198.51.100.1', BO], ['198.51.100.2', 'nobody@example.com']] as const) {
    const bo = await visit(null, { house, extraHTTPHeaders: { 'x-forwarded-for': address } });
    await bo.page.goto('/sign-in');
    for (let attempt = 0; attempt < 5; attempt++) {
      await bo.signIn(email, 'not the password');
      await expect(bo.page.getByRole('alert')).toHaveText('The e-mail or the password is wrong.');
      await expect(bo.page.getByLabel('E-mail'), 'what was typed is kept').toHaveValue(email);
      await expect(bo.page.getByLabel('Password'), 'but for the password').toHaveValue('');
    }
    await bo.signIn(email, PASSWORD);
    await expect(bo.page.getByRole('alert'), 'the right one does not help now').toHaveText(/^Too many attempts\. Try again in 1[45] minutes\.$/);
    await bo.page.goto('/inbox');
    await expect(bo.page).toHaveURL(/\/sign-in/);
  }
  const ana = await visit(null, { house });
  await ana.page.goto('/sign-in');
  await ana.signIn(ANA, PASSWORD);
  await expect(ana.page, 'others are not locked out').toHaveURL(/\/inbox$/);
});

test('signing in leads to where one wanted to go, but never to another site', async ({ visit }) => {
  const ana = await visit(null, { house });
  await ana.page.goto('/people?q=a%20b');
  await expect(ana.page).toHaveURL(/\/sign-in\?next=/);
  await ana.signIn(ANA, 'not the password');
  await expect(ana.page.getByRole('alert')).toBeVisible();
  await ana.signIn(ANA, PASSWORD);
  await expect(ana.page).toHaveURL(/\/people\?q=a(%20|\+)b$/);

  ana.watch.expectStatus(404);
  for (const next of ['https://evil.example/', '//evil.example/', '/\\evil.example', '/%09/evil.example', 'javascript:alert(1)']) {
    const form = { email: ANA, password: PASSWORD, next };
    const answer = await ana.context.request.post('/do/sign-in', { form, headers: { origin: house.origin }, maxRedirects: 0 });
    expect(answer.status(), next).toBe(303);
    const to = new URL(answer.headers().location ?? '', house.origin);
    expect(to.origin, next).toBe(house.origin);
    await ana.page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await expect(ana.page).toHaveURL((url) => url.origin === house.origin);
  }
});

test('signing in begins a new session in a cookie that scripts and other sites cannot use', async ({ visit }) => {
  const ana = await visit(null, { house });
  await ana.page.goto('/sign-in');
  await ana.signIn(ANA, 'not the password');
  await expect(ana.page.getByRole('alert')).toBeVisible();
  const before = await seat(ana);
  expect(before, 'the refusal was kept in a session').toBeDefined();
  await ana.signIn(ANA, PASSWORD);
  await expect(ana.page).toHaveURL(/\/inbox$/);
  const after = await seat(ana);
  expect(after).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', domain: '127.0.0.1' });
  expect(after?.value).not.toBe(before?.value);
  expect(await ana.page.evaluate(() => document.cookie)).not.toContain(after?.value);

  const thief = await visit(null, { house });
  await thief.context.addCookies([before!]);
  await thief.page.goto('/inbox');
  await expect(thief.page, 'the session from before leads nowhere').toHaveURL(/\/sign-in/);
});

test('signing out ends the session here, and everywhere when asked', async ({ visit }) => {
  const [here, there] = [await visit(null, { house }), await visit(null, { house })];
  for (const browser of [here, there]) {
    await browser.page.goto('/sign-in');
    await browser.signIn(ANA, PASSWORD);
    await expect(browser.page).toHaveURL(/\/inbox$/);
  }
  const stolen = await here.context.cookies();
  await here.account.click();
  await here.page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(here.page).toHaveURL(/\/sign-in/);
  await here.page.goBack();
  await expect(here.page, 'nothing is kept for the way back').toHaveURL(/\/sign-in/);
  await here.context.addCookies(stolen);
  await here.page.goto('/inbox');
  await expect(here.page, 'a kept cookie is worth nothing').toHaveURL(/\/sign-in/);
  await there.page.goto('/requests');
  await expect(there.page, 'the other browser is still signed in').toHaveURL(/\/requests$/);

  await here.signIn(ANA, PASSWORD);
  await expect(here.page).toHaveURL(/\/inbox$/);
  await here.page.goto('/account');
  await here.main.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(here.page).toHaveURL(/\/sign-in/);
  await there.page.goto('/requests');
  await expect(there.page, 'the other browser is signed out too').toHaveURL(/\/sign-in\?next=/);
});

test('nobody sits down as somebody else outside the demo', async ({ visit }) => {
  const eve = await visit(null, { house });
  await eve.page.goto('/sign-in');
  await expect(eve.page.getByRole('heading', { level: 1 })).toHaveText('Sign in');
  await expectAccessible(eve.page, 'the sign-in');
  await expect(eve.page.getByText('Demo data')).toHaveCount(0);
  const answer = await eve.post('/do/sit-down', { person: ANA });
  expect(answer.status()).toBe(422);
  expect(await answer.text()).toContain('only possible in the demo');
  await eve.page.goto('/inbox');
  await expect(eve.page).toHaveURL(/\/sign-in/);
});

test('over https the session is bound to the host and never sent in the clear', async () => {
  const origin = 'https://approvals.example.com';
  const house = await Server.start({ demo: false, publicUrl: origin });
  const form = { code: 'x', organisation: 'x', name: 'x', email: 'x@example.com', password: PASSWORD, time_zone: 'UTC' };
  const post = (headers: Record<string, string>) =>
    fetch(`${house.origin}/do/setup`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual', headers });
  const answer = await post({ origin });
  expect(answer.status).toBe(303);
  const cookie = answer.headers.get('set-cookie') ?? '';
  for (const part of ['__Host-countersign=', 'Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(part);
  expect(cookie).not.toContain('Domain=');
  expect(answer.headers.get('strict-transport-security')).toContain('max-age=');
  expect((await post({ origin: origin.replace('https', 'http') })).status, 'the same host without https is another site').toBe(403);
  await house.dispose();
});
