// Who may see and do what, and what the server answers to whoever tries all the same.

import { randomUUID } from 'node:crypto';
import { type Persona, Program, type Server, type Visitor, email, expect, people, test } from '../harness/index.ts';
import { refused, row } from '../harness/pages.ts';
import { forms, pages } from '../harness/surface.ts';

const TITLE = 'A safe with a secret in it';

/** Forms for people who are not signed in. */
const OPEN = ['setup', 'sign-in', 'sign-out', 'sit-down', 'theme'];

/** The id of a draft that does not exist. */
const NO_DRAFT = `0-${randomUUID().replaceAll('-', '')}`;

/** A good body for every form that asks for somebody signed in. */
function bodies({ execution, task: id }: Secret, person: string): Record<string, Record<string, string>> {
  const [on, task] = [{ key: randomUUID(), execution }, { key: randomUUID(), task: id }];
  return {
    cancel: { ...on, reason: 'Forged.' },
    claim: task,
    comment: { ...on, text: 'Forged.' },
    'decide-publication': { key: randomUUID(), draft: NO_DRAFT, revision: '1', decision: 'approve' },
    decide: { ...task, decision: 'approve', comment: 'Forged.', revision: '1' },
    'delete-definition': { key: randomUUID(), definition: 'calm' },
    delegate: { ...task, to: person, comment: 'Forged.' },
    'discard-draft': { key: randomUUID(), draft: NO_DRAFT, revision: '1' },
    disown: { ...task, comment: 'Forged.' },
    'end-hook': { ...on, hook: randomUUID() },
    'end-link': { ...on, link: randomUUID() },
    'mail-look': { key: randomUUID(), colour: '#112233', subject_prefix: 'Forged', stagger_seconds: '0' },
    'mail-wishes': { key: randomUUID(), wanted: 'none', digest: 'off', digest_hour: '8', digest_weekday: '0' },
    'make-hook': { ...on, wait: '0' },
    mend: { ...on, incident: '1' },
    'new-draft': { key: randomUUID(), template: 'purchase', name: 'Forged' },
    nudge: on,
    'publish-draft': { key: randomUUID(), draft: NO_DRAFT, revision: '1' },
    'read-notices': { key: randomUUID() },
    release: task,
    'remove-logo': { key: randomUUID() },
    resubmit: { ...task, 'entered[what]': 'Forged.', comment: 'Forged.' },
    retire: { key: randomUUID(), definition: 'calm' },
    'second-person': { key: randomUUID(), definition: 'calm', needed: 'yes' },
    'send-again': { key: randomUUID(), mail: randomUUID() },
    'sign-out-everywhere': {},
    start: { key: randomUUID(), definition: 'calm', 'entered[what]': 'Forged.' },
    'time-zone': { key: randomUUID(), time_zone: 'Asia/Tokyo' },
    unretire: { key: randomUUID(), definition: 'calm' },
    withdraw: { ...on, reason: 'Forged.' },
    'withdraw-publication': { key: randomUUID(), draft: NO_DRAFT },
  };
}

/** Forms that are about a request. */
const ABOUT_A_REQUEST = [
  'cancel', 'claim', 'comment', 'decide', 'delegate', 'disown', 'end-hook', 'end-link', 'make-hook', 'mend', 'nudge', 'release', 'resubmit', 'withdraw',
];

/** Forms that only administrators send. */
const ABOUT_MAIL = ['mail-look', 'remove-logo', 'send-again'];

/** Forms that only designers and administrators send. */
const ABOUT_PROCESSES = [
  'decide-publication', 'delete-definition', 'discard-draft', 'new-draft', 'publish-draft', 'retire', 'second-person', 'unretire', 'withdraw-publication',
];

/** What belongs to pages and is none: mails as documents, the logo. */
const BESIDE_PAGES = ['/mail/preview/asked', '/mail/logo', `/outbox/${randomUUID()}/body`];

/** A file that would be a logo. */
function logo() {
  return { logo: { name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64') } };
}

/** A request, its only task, and the addresses that show it. */
interface Secret {
  execution: string;
  task: string;
  views: string[];
}

/** A request of Keiko's that waits for Priya. */
async function secret(house: Server): Promise<Secret> {
  const keiko = await Program.for(house, 'keiko');
  const execution = await keiko.start('calm', { what: TITLE });
  const { tasks } = await keiko.get<{ tasks: { id: string }[] }>(`/api/v1/executions/${execution}`);
  const task = tasks[0]!.id;
  const views = ['', '?view=lanes', '?view=events', '/mail', '/history.json'].map((view) => `/executions/${execution}${view}`);
  return { execution, task, views: [...views, `/tasks/${task}`] };
}

async function idOf(program: Program, who: Persona): Promise<string> {
  const directory = await program.get<{ people: { id: string; email: string }[] }>('/api/v1/people');
  return directory.people.find((person) => person.email === email(who))!.id;
}

test('without a session every page leads to the sign-in, every form changes nothing, every call needs a token', async ({ house, program, visit }) => {
  const request = await secret(house);
  const { execution, task, views } = request;
  const before = await program.history(execution);
  const stranger = await visit(null);
  await stranger.page.goto('/sign-in');

  const get = (path: string) => stranger.context.request.get(path, { maxRedirects: 0, headers: { accept: 'text/html' } });
  const filled = pages().map((path) => path.replace(':definition', 'calm').replace(':key', 'calm').replace('/tasks/:id', views.at(-1)!).replace(':id', execution));
  expect(filled.join(' '), 'every parameter is filled').not.toContain(':');
  expect(filled.length).toBeGreaterThan(10);
  for (const path of [...filled, ...views]) {
    const answer = await get(path);
    const expected = path === '/sign-in' ? 200 : path === '/setup' ? 404 : path.endsWith('.json') ? 401 : 303;
    expect(answer.status(), path).toBe(expected);
    if (expected === 303) expect(answer.headers().location, path).toMatch(/^\/sign-in(\?next=|$)/);
    expect(await answer.text(), path).not.toContain(TITLE);
  }
  for (const path of BESIDE_PAGES) expect((await get(path)).status(), path).toBe(401);
  const upload = await stranger.context.request.post('/mail/logo', { multipart: logo(), headers: { origin: house.origin }, maxRedirects: 0 });
  expect(upload.status()).toBe(303);
  expect(upload.headers().location).toMatch(/^\/sign-in/);
  expect((await get('/live')).status()).toBe(204);
  expect((await get('/no/such/page')).status()).toBe(404);

  const known = bodies(request, await idOf(program, 'arjun'));
  expect(forms(), 'this test knows every form').toEqual([...OPEN, ...Object.keys(known)].sort());
  for (const [form, body] of Object.entries(known)) {
    const answer = await stranger.post(`/do/${form}`, body);
    expect(answer.status(), form).toBe(303);
    expect(answer.headers().location, form).toMatch(/^\/sign-in/);
  }

  const description = (await (await get('/api/v1/openapi.json')).json()) as { paths: Record<string, Record<string, unknown>> };
  const calls = Object.entries(description.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => [method, path] as const));
  expect(calls.length).toBeGreaterThan(10);
  for (const [method, path] of calls.filter(([, path]) => !path.endsWith('openapi.json'))) {
    const url = (path.startsWith('/api') ? path : `/api/v1${path}`).replace('{key}', 'calm').replace('{id}', path.includes('/tasks/') ? task : execution);
    const answer = await stranger.context.request.fetch(url, { method, data: method === 'get' ? undefined : {} });
    expect(answer.status(), `${method} ${url}`).toBe(401);
    expect(answer.headers()['content-type'], `${method} ${url}`).toContain('application/problem+json');
  }
  expect(await program.history(execution)).toEqual(before);
});

test('what one may not see is not there, by any address, form or list; not for administrators of others either', async ({ house, program, visit }) => {
  const request = await secret(house);
  const { execution, views } = request;
  const before = await program.history(execution);
  const known = bodies(request, await idOf(program, 'arjun'));
  for (const who of ['keiko', 'priya', 'grace'] as const) {
    const visitor = await visit(who);
    for (const path of views) {
      const answer = await visitor.context.request.get(path, { headers: { accept: 'text/html' } });
      expect(answer.status(), `${who} sees ${path}`).toBe(200);
      expect(await answer.text(), path).toContain(TITLE);
    }
  }

  const other = await house.get(['org', 'add', `Others ${randomUUID()}`]);
  const spy = `spy-${randomUUID()}@other.example`;
  const password = 'seven quiet ducks swim';
  await house.get(['user', 'add', spy, '--name', 'Sam Spy', '--org', other, '--admin', '--designer'], `${password}\n`);
  const outsider = await visit(null);
  await outsider.page.goto('/sign-in');
  await outsider.signIn(spy, password);
  await expect(outsider.page).toHaveURL(/\/inbox$/);

  for (const visitor of [await visit('rafael'), outsider]) {
    visitor.watch.expectStatus(401, 403, 404);
    const [absent, unknown] = await Promise.all([visitor.page.goto(views[0]!), visitor.context.request.get(`/executions/${execution.slice(0, -4)}0000`)]);
    expect(absent?.status()).toBe(404);
    expect(unknown.status(), 'one that does not exist is answered alike').toBe(404);
    for (const path of views) {
      const answer = await visitor.context.request.get(path, { headers: { accept: 'text/html' } });
      expect(answer.status(), path).toBe(404);
      expect(await answer.text(), path).not.toContain(TITLE);
    }
    for (const form of ABOUT_A_REQUEST) {
      const answer = await visitor.post(`/do/${form}`, known[form]!);
      expect(answer.status(), form).toBe(404);
      expect(await answer.text(), form).not.toContain(TITLE);
    }
    const lists = ['/inbox', '/inbox?tab=groups', '/inbox?tab=waiting', '/inbox?tab=done', '/inbox?tab=notices', '/requests', '/requests?q=safe', '/inbox?q=safe'];
    for (const path of lists) {
      const answer = await visitor.context.request.get(path, { headers: { accept: 'text/html' } });
      expect(answer.status(), path).toBe(200);
      expect(await answer.text(), path).not.toContain(TITLE);
    }
  }

  // A mail of the demo is read by the whole company, but by nobody else.
  const grace = await visit('grace');
  await grace.page.goto('/outbox');
  const mail = (await grace.main.locator('.outbox-subject a').first().getAttribute('href'))!;
  const shown = await grace.context.request.get(`${mail}/body`);
  expect(shown.headers()['content-security-policy']).toMatch(/default-src 'none'.*; sandbox/);
  expect(shown.headers()['x-frame-options']).toBe('SAMEORIGIN');
  for (const path of [mail, `${mail}/body`]) expect((await outsider.context.request.get(path)).status(), path).toBe(404);

  // Of the other company nothing is named or counted either.
  for (const path of ['/people', '/definitions', '/requests/new', '/system', '/mail', '/outbox']) {
    const text = await (await outsider.context.request.get(path, { headers: { accept: 'text/html' } })).text();
    for (const word of ['Halden', ...Object.values(people), 'Calm purchase', 'Time off']) expect(text, `${path} names ${word}`).not.toContain(word);
  }
  await outsider.page.goto('/system');
  const running = outsider.main.locator('.figure').filter({ hasText: 'Under way' });
  await expect(running).toContainText(/Under way\s*0/);
  const foreign = await outsider.post('/do/start', known.start!);
  expect(foreign.status(), 'a process of others is not there').toBe(404);
  expect(await program.history(execution)).toEqual(before);
});

test('who sees a request but may not act on it is told why, and nothing changes', async ({ house, program, visit }) => {
  const request = await secret(house);
  const { execution, task } = request;
  const arjun = await idOf(program, 'arjun');
  const [keiko, priya] = [await visit('keiko'), await visit('priya')];
  const before = await program.history(execution);

  const attempts: [Visitor, string, string | RegExp][] = [
    [keiko, 'decide', 'Nobody approves their own request.'],
    [keiko, 'claim', 'Nobody approves their own request.'],
    [keiko, 'delegate', 'Nobody approves their own request.'],
    [keiko, 'cancel', 'Only administrators cancel a request.'],
    [keiko, 'disown', 'You are not asked here.'],
    [keiko, 'end-link', 'Only administrators look after mail.'],
    [keiko, 'mend', 'Only administrators try an incident again.'],
    [priya, 'end-hook', 'Only the requester and administrators hand out addresses.'],
    [priya, 'withdraw', 'Only the requester can withdraw a request.'],
    [priya, 'nudge', 'Only the requester can nudge.'],
    [priya, 'release', 'Nobody has claimed this task.'],
    [priya, 'resubmit', /not for a changed request|needs another look/],
    [priya, 'cancel', 'Only administrators cancel a request.'],
  ];
  for (const [visitor, form, why] of attempts) {
    const answer = await visitor.post(`/do/${form}`, bodies(request, arjun)[form]!);
    expect(answer.status(), form).toBe(303);
    await visitor.page.goto(answer.headers().location!);
    await expect(refused(visitor), form).toContainText(why);
  }
  const wrongPeople = [await idOf(program, 'keiko'), randomUUID(), 'keiko', ''];
  for (const to of wrongPeople) {
    const answer = await priya.post('/do/delegate', { key: randomUUID(), task, to, comment: '' });
    expect(answer.status(), to).toBe(303);
    await priya.page.goto(answer.headers().location!);
    await expect(refused(priya), to).toBeVisible();
  }
  const stale = await priya.post('/do/decide', { ...bodies(request, arjun).decide!, revision: '7' });
  await priya.page.goto(stale.headers().location!);
  await expect(refused(priya)).toContainText('The request was changed after you opened it.');
  expect(await program.history(execution)).toEqual(before);

  keiko.watch.expectStatus(403);
  const system = await keiko.page.goto('/system');
  expect(system?.status()).toBe(403);
  await expect(keiko.main.getByRole('heading', { level: 1 })).toHaveText('Not for you');
  await expect(keiko.page.getByRole('link', { name: 'System' })).toHaveCount(0);
  for (const path of ['/mail', '/mail/preview/asked', '/mail/logo']) expect((await keiko.context.request.get(path)).status(), path).toBe(403);
  for (const form of ABOUT_MAIL) expect((await keiko.post(`/do/${form}`, bodies(request, arjun)[form]!)).status(), form).toBe(403);
  const upload = await keiko.context.request.post('/mail/logo', { multipart: logo(), headers: { origin: house.origin }, maxRedirects: 0 });
  expect(upload.status()).toBe(403);
  await keiko.page.goto(`/executions/${execution}/mail`);
  await expect(keiko.main.getByRole('heading', { name: 'Links in mails' }), 'links are for administrators').toHaveCount(0);
  const change = await keiko.page.goto('/requests/new/production-change');
  expect(change?.status(), 'a process for other groups').toBe(403);
});

test('processes are made, compared with drafts, published and retired by designers alone; of their own organisation', async ({ house, program, visit }) => {
  const request = await secret(house);
  const [grace, keiko] = [await visit('grace'), await visit('keiko')];
  const title = `Nobody else reads ${randomUUID()}`;
  const made = await grace.post('/do/new-draft', { key: randomUUID(), template: 'expense', name: title });
  const draft = made.headers().location!.split('/').at(-1)!;
  const edited = await grace.post('/do/new-draft', { key: randomUUID(), from: 'calm' });
  const next = edited.headers().location!.split('/').at(-1)!;
  const own = [`/drafts/${draft}`, `/drafts/${draft}/publish`, `/definitions/calm/compare?from=1&to=draft:${next}`];
  for (const path of [...own, '/drafts/new', '/drafts/new?template=access', '/drafts/new?empty=1', '/drafts/new?copy=calm']) {
    expect((await grace.context.request.get(path)).status(), `grace sees ${path}`).toBe(200);
  }
  expect((await grace.context.request.get('/definitions/calm/compare')).status()).toBe(200);
  for (const path of ['/drafts/new?template=nothing', '/drafts/new?copy=nothing', '/drafts/new?category=nothing', '/drafts/nothing/publish', `/drafts/${NO_DRAFT}/publish`, '/definitions/calm/compare?from=99', '/definitions/calm/compare?from=x', `/definitions/hasty/compare?to=draft:${next}`]) {
    expect((await grace.context.request.get(path)).status(), path).toBe(404);
  }

  // Whoever may see the process compares its versions, without the drafts; everything else is for designers.
  keiko.watch.expectStatus(403);
  for (const path of [...own, '/drafts/new', '/drafts/new?template=access', '/drafts/new?copy=calm']) {
    const answer = await keiko.context.request.get(path, { headers: { accept: 'text/html' } });
    expect(answer.status(), `keiko sees ${path}`).toBe(403);
    expect(await answer.text(), path).not.toContain(title);
  }
  expect((await keiko.context.request.get('/definitions/calm/compare')).status()).toBe(200);
  await keiko.page.goto('/definitions');
  await expect(keiko.main).not.toContainText(title);
  await expect(keiko.main.getByRole('link', { name: 'New process' })).toHaveCount(0);
  await keiko.page.goto('/definitions/calm');
  await expect(keiko.main.getByRole('button', { name: /Edit|Retire|Restore/ })).toHaveCount(0);

  const known = bodies(request, await idOf(program, 'arjun'));
  const of = (form: string) => ({ ...known[form]!, ...('draft' in known[form]! && { draft }) });
  for (const form of ABOUT_PROCESSES) {
    const answer = await keiko.post(`/do/${form}`, of(form), { referer: `${house.origin}/definitions` });
    expect(answer.status(), form).toBe(303);
    await keiko.page.goto(answer.headers().location!);
    const said = (await keiko.main.getByRole('heading', { level: 1 }).textContent()) === 'Not for you' ? keiko.main : refused(keiko);
    await expect(said, form).toContainText(/designers and administrators/i);
  }

  const other = await house.get(['org', 'add', `Drawers ${randomUUID()}`]);
  const spy = `drawer-${randomUUID()}@other.example`;
  const password = 'seven quiet ducks swim';
  await house.get(['user', 'add', spy, '--name', 'Sam Drawer', '--org', other, '--admin', '--designer'], `${password}\n`);
  const outsider = await visit(null);
  await outsider.page.goto('/sign-in');
  await outsider.signIn(spy, password);
  await expect(outsider.page).toHaveURL(/\/inbox$/);
  for (const path of [...own, '/drafts/new?copy=calm', '/definitions/calm/compare']) {
    expect((await outsider.context.request.get(path)).status(), `another organisation's designer sees ${path}`).toBe(404);
  }
  for (const form of ABOUT_PROCESSES.filter((form) => form !== 'new-draft')) {
    const answer = await outsider.post(`/do/${form}`, of(form));
    expect(answer.status(), form).toBe(404);
  }
  expect((await grace.context.request.get(`/drafts/${draft}/publish`)).status(), 'the draft is as it was').toBe(200);
  for (const id of [draft, next]) await grace.post('/do/discard-draft', { key: randomUUID(), draft: id, revision: '1' });
});

test('a forged, broken or enormous body is answered clearly and changes nothing', async ({ house, program, visit }) => {
  const request = await secret(house);
  const { execution, task } = request;
  const priya = await visit('priya');
  const before = await program.history(execution);
  const good = bodies(request, randomUUID()).decide!;
  const without = (field: string) => Object.fromEntries(Object.entries(good).filter(([name]) => name !== field));
  const cases: [string, Record<string, string>, number, RegExp][] = [
    ['decide', {}, 422, /nothing was changed/i],
    ['decide', without('task'), 422, /nothing was changed/i],
    ['decide', without('decision'), 422, /nothing was changed/i],
    ['decide', without('revision'), 422, /nothing was changed/i],
    ['decide', without('key'), 422, /nothing was changed/i],
    ['decide', { ...good, decision: 'maybe' }, 422, /There is no such decision\. Nothing was changed\./],
    ['decide', { ...good, revision: 'one' }, 422, /nothing was changed/i],
    ['decide', { ...good, revision: '-1' }, 422, /nothing was changed/i],
    ['decide', { ...good, task: "1' or '1'='1" }, 422, /There is no such task/],
    ['decide', { ...good, task: `${execution}-99999999999` }, 422, /There is no such task/],
    ['decide', { ...good, task: task.replace(execution, `${execution.slice(0, -4)}0000`) }, 404, /nothing here/i],
    ['comment', { key: randomUUID(), execution: '../../etc/passwd', text: 'x' }, 422, /There is no such request/],
    ['mend', { key: randomUUID(), execution, incident: 'x' }, 422, /nothing was changed/i],
    ['start', { key: randomUUID(), definition: 'no-such-process' }, 404, /nothing here/i],
    ['theme', { theme: 'pink; Domain=evil.example' }, 422, /There is no such theme/],
    ['sit-down', { person: 'nobody@halden.example' }, 422, /There is no such person/],
  ];
  for (const [form, body, status, words] of cases) {
    const answer = await priya.post(`/do/${form}`, body);
    expect(answer.status(), `${form} ${JSON.stringify(body)}`).toBe(status);
    expect(await answer.text(), form).toMatch(words);
  }
  const raw = (data: string | Buffer, type: string) =>
    priya.context.request.post('/do/decide', { data, headers: { origin: house.origin, 'content-type': type }, maxRedirects: 0 });
  expect((await raw(JSON.stringify(good), 'application/json')).status()).toBe(422);
  expect((await raw(Buffer.from([0xff, 0xfe, 0x00, 0x3d]), 'application/x-www-form-urlencoded')).status()).toBe(422);
  const enormous = await raw(`key=a&task=${task}&revision=1&decision=approve&comment=${'x'.repeat(3 << 20)}`, 'application/x-www-form-urlencoded');
  expect(enormous.status()).toBe(413);
  expect(await enormous.text()).toContain('2 MiB');

  // A comment of a megabyte is refused at its field; a field that the form does not have is refused too.
  const long = await priya.post('/do/decide', { ...good, comment: 'a few words '.repeat((1 << 20) / 12) });
  expect(long.status()).toBe(303);
  await priya.page.goto(long.headers().location!);
  await expect(priya.page.locator('#decision').getByLabel('Comment')).toHaveAccessibleDescription(/10,?000 characters/);
  const keiko = await visit('keiko');
  const extra = await keiko.post('/do/start', { key: randomUUID(), definition: 'calm', 'entered[what]': 'x', 'entered[approver]': 'me' });
  expect(extra.headers().location).toContain('/requests/new/calm');
  await keiko.page.goto(extra.headers().location!);
  await expect(refused(keiko)).toBeVisible();

  priya.watch.expectStatus(404, 405);
  for (const form of forms()) {
    const answer = await priya.context.request.get(`/do/${form}?${new URLSearchParams(bodies(request, randomUUID())[form])}`, { maxRedirects: 0 });
    expect([404, 405], `GET of ${form}`).toContain(answer.status());
  }
  expect(await program.history(execution)).toEqual(before);
});

test('another site cannot send a form in somebody’s name', async ({ house, program, visit }) => {
  const request = await secret(house);
  const before = await program.history(request.execution);
  const priya = await visit('priya');
  priya.watch.expect(/evil\.example/, /status 403: POST/, /status of 403/);
  const { decide } = bodies(request, randomUUID());
  const inputs = Object.entries(decide!).map(([name, value]) => `<input name="${name}" value="${value}">`);
  await priya.context.route('http://evil.example/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: `<form method="post" action="${house.origin}/do/decide">${inputs.join('')}<button>Win a prize</button></form>` }),
  );
  await priya.page.goto('http://evil.example/');
  await priya.page.getByRole('button', { name: 'Win a prize' }).click();
  await expect(priya.page.getByText('This was sent from another site, so nothing was done.')).toBeVisible();

  const headers: Record<string, string>[] = [
    { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
    { origin: house.origin.replace('127.0.0.1', '127.0.0.2') },
    { origin: `${house.origin}.evil.example` },
  ];
  for (const each of headers) expect((await priya.post('/do/decide', decide!, each)).status(), JSON.stringify(each)).toBe(403);
  const silent = await fetch(`${house.origin}/do/decide`, { method: 'POST', body: new URLSearchParams(decide) });
  expect(silent.status, 'and one that does not say where it comes from').toBe(403);
  expect(await program.history(request.execution)).toEqual(before);
});

test('HTML and SQL in every text are shown as text', async ({ visit, program }) => {
  void program;
  const evil = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>'; drop table users; --`;
  const [keiko, priya] = [await visit('keiko'), await visit('priya')];
  for (const visitor of [keiko, priya]) visitor.page.on('dialog', () => expect(false, 'a script ran').toBe(true));

  await keiko.page.goto('/requests/new/calm');
  await keiko.main.getByLabel('What do you need?').fill(evil.slice(0, 80));
  await keiko.main.getByLabel('Why?').fill(evil);
  await keiko.main.getByRole('button', { name: 'Preview the route' }).click();
  await expect(keiko.main.getByRole('region', { name: 'The route' })).toContainText('<img src=x');
  await expect(keiko.main.getByLabel('Why?')).toHaveValue(evil);
  await keiko.main.getByRole('button', { name: 'Send the request' }).click();
  await expect(keiko.page.getByRole('heading', { level: 1 })).toContainText('<img src=x');
  await keiko.main.getByLabel('Comment').fill(`${evil} as a comment`);
  await keiko.main.getByRole('button', { name: 'Send comment' }).click();
  await expect(keiko.page.locator('#history')).toContainText(`${evil} as a comment`);
  const execution = new URL(keiko.page.url()).pathname;
  await priya.page.goto('/inbox');
  const task = (await row(priya, '<img src=x').getByRole('link').first().getAttribute('href'))!;

  for (const path of ['/inbox', `/inbox?tab=${encodeURIComponent(evil)}&q=${encodeURIComponent(evil)}`, '/inbox?tab=notices', `${execution}?view=lanes`, `${execution}?view=events`, task]) {
    await priya.page.goto(path);
    await expect(priya.page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(priya.main).toContainText('<img src=x');
    await expect(priya.page.locator('img, main script:not([nonce])')).toHaveCount(0);
    expect(await priya.page.title()).not.toBe('owned');
  }
  await priya.page.locator('#decision').getByLabel('Comment').fill(evil);
  await priya.page.locator('#decision').getByRole('button', { name: 'Reject' }).click();
  await expect(priya.main.getByRole('status')).toContainText('You rejected');
  await keiko.page.goto(execution);
  await expect(keiko.page.locator('#history').getByText(evil, { exact: true })).toHaveCount(1);
  expect(await keiko.page.title()).not.toBe('owned');

  const stranger = await visit(null);
  await stranger.page.goto(`/sign-in?next=${encodeURIComponent(`/"><script>${evil}`)}`);
  await stranger.page.locator('form[action="/do/sign-in"]').evaluate((form) => form.setAttribute('novalidate', ''));
  await stranger.signIn(evil, evil);
  await expect(refused(stranger)).toContainText('The e-mail or the password is wrong.');
  await expect(stranger.page.getByLabel('E-mail')).toHaveValue(evil);
  await expect(stranger.page.locator('img')).toHaveCount(0);
});
