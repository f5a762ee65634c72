/** The answer of `npm start` at /v1/rehearsal, for the panel of the board. */
export interface RehearsalState {
  /** The token that every action must send. Only a page of this server can read it. */
  token: string;
  /** The time in the rehearsal. */
  at: string;
  /** The seconds of the rehearsal in a real second. */
  second: string;
  places: { id: string; title: string }[];
  /** The ways in which a service fails. */
  ways: string[];
  active: { id: number; words: string }[];
  scenarios: { id: string; title: string; shows: string }[];
  /** The scenario under way, or the last one, with what it has shown. */
  scenario?: { title: string; done: number; verdict: string[] };
  alarms: string[];
  /** The result of pulling with every published secret now. */
  pulls: { working: number; failing: string[] };
  /** The newest last. */
  events: RehearsalEvent[];
}

export interface RehearsalEvent {
  at: string;
  kind: 'run' | 'failed' | 'kept' | 'repaired' | 'alarm' | 'well' | 'fault';
  text: string;
}
