// Everything that can be asked of the server, read from its sources, so that a new page or form cannot be forgotten here.

import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';

const SOURCES = resolve(import.meta.dirname, '../../app/src');

function all(pattern: RegExp, text: string): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1]!);
}

/** The paths of all pages, with their parameters as `:name`. */
export function pages(): string[] {
  return all(/path!\("([^"]+)"\)/g, readFileSync(`${SOURCES}/routes.rs`, 'utf8'));
}

/** The last parts of the addresses that forms are sent to. */
export function forms(): string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.rs'));
  return files.flatMap((file) => all(/endpoint = "([^"]+)"/g, readFileSync(`${SOURCES}/${file}`, 'utf8'))).sort();
}
