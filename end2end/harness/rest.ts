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
