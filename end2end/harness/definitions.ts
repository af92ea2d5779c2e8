// Definitions whose timers come within seconds, so that a test can wait for a real one.

type Json = Record<string, unknown>;

const node = (id: string, name: string, x: number, does: Json): Json => ({ id, name, at: { x, y: 0 }, does });
const edge = (from: string, port: string, to: string): Json => ({ id: `${from}-${port}`, from, port, to });

const FORM = {
  fields: [
    { key: 'what', label: 'What do you need?', required: true, input: { type: 'text', max_length: 80 } },
    { key: 'why', label: 'Why?', input: { type: 'long_text' } },
  ],
};

/**
 * The requester's manager is asked; after `seconds` it goes to the manager's manager instead; then one of finance signs.
 * It is due after half that time.
 */
export function hasty(key: string, name: string, seconds: number): Json {
  const manager = {
    kind: 'approval',
    approvers: [{ from: 'manager_of_requester' }],
    policy: { of: 'any' },
    instructions: 'Answer quickly; it moves on.',
    due: { within: `PT${Math.floor(seconds / 2)}S` },
    escalations: [{ after: `PT${seconds}S`, how: 'replace', to: { from: 'manager_of_assignee' } }],
  };
  const finance = {
    kind: 'approval',
    approvers: [{ from: 'group', key: 'finance' }],
    policy: { of: 'any' },
    due: 'no_deadline',
  };
  return {
    schema: 1,
    key,
    name,
    description: 'Moves on within seconds when nobody answers.',
    title: '{what}',
    form: FORM,
    nodes: [
      node('start', 'Request', 0, { kind: 'start' }),
      node('manager', 'Manager', 220, manager),
      node('finance', 'Finance', 440, finance),
      node('yes', 'Order it', 660, { kind: 'end', outcome: 'approved' }),
      { ...node('no', 'Declined', 440, { kind: 'end', outcome: 'rejected' }), at: { x: 440, y: 120 } },
    ],
    edges: [
      edge('start', 'next', 'manager'),
      edge('manager', 'approved', 'finance'),
      edge('manager', 'rejected', 'no'),
      edge('finance', 'approved', 'yes'),
      edge('finance', 'rejected', 'no'),
    ],
  };
}
