// The REST API, as a program would use it.

import { randomUUID } from 'node:crypto';
import { type Persona, email } from './people.ts';
import type { Server } from './server.ts';

const SCOPES = ['read', 'requests:write', 'tasks:decide', 'definitions:write'];

/** A program that acts for one person. */
export class Program {
  private constructor(
    private readonly origin: string,
    private readonly token: string,
  ) {}

  /** Makes a token on the command line and uses it. */
  static async for(server: Server, person: Persona): Promise<Program> {
    const scopes = SCOPES.flatMap((scope) => ['--scope', scope]);
    const token = await server.get(['token', 'add', email(person), '--name', 'browser tests', ...scopes]);
    return new Program(server.origin, token);
  }

  /** Publishes a definition. */
  async publish(definition: object): Promise<void> {
    await this.call('POST', '/api/v1/definitions', definition);
  }

  /** Starts a request and gives its id. */
  async start(definition: string, data: Record<string, string>): Promise<string> {
    const started = (await this.call('POST', '/api/v1/executions', { definition, data })) as { execution: string };
    return started.execution;
  }

  /** Every event of a request, in order, with the last hash of its chain: whatever changes a request changes this. */
  async history(execution: string): Promise<{ events: string[]; hash: string }> {
    interface Page {
      transitions: { hash: string; events: { event: { event: string } }[] }[];
      next: number | null;
    }
    const transitions: Page['transitions'] = [];
    for (let after: number | null = 0; after !== null; ) {
      const page: Page = await this.get(`/api/v1/executions/${execution}/history?limit=200&after=${after}`);
      transitions.push(...page.transitions);
      after = page.next;
    }
    return {
      events: transitions.flatMap((transition) => transition.events.map(({ event }) => event.event)),
      hash: transitions.at(-1)?.hash ?? '',
    };
  }

  /** Reads something. */
  async get<T>(path: string): Promise<T> {
    return (await this.call('GET', path)) as T;
  }

  private async call(method: string, path: string, body?: object): Promise<unknown> {
    const headers = {
      authorization: `Bearer ${this.token}`,
      ...(body && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
    };
    const answer = await fetch(this.origin + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return text ? JSON.parse(text) : undefined;
  }
}
