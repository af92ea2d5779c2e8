// The demo's people that the tests play.

export const people = {
  keiko: 'Keiko Tanaka',
  priya: 'Priya Raman',
  marta: 'Marta Oliveira',
  henrik: 'Henrik Sandvik',
  tomas: 'Tomás Ferreira',
  ingrid: 'Ingrid Bauer',
  amara: 'Amara Nwosu',
  jonas: 'Jonas Keller',
  arjun: 'Arjun Mehta',
  ben: 'Ben Achterberg',
  grace: 'Grace Whitfield',
  rafael: 'Rafael Duarte',
  olivia: 'Olivia Marsh',
  pavel: 'Pavel Novotný',
} as const;

/** Somebody of the demo. */
export type Persona = keyof typeof people;

/** Who administers the demo's company. */
export const ADMIN: Persona = 'grace';

/** The e-mail of one of the demo's people. */
export function email(persona: Persona): string {
  return `${persona}@halden.example`;
}
