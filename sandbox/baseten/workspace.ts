import { randomBytes } from 'node:crypto';

export interface Team {
  readonly id: string;
  readonly name: string;
  /** The team that is used if a call names none. */
  readonly default: boolean;
  readonly createdAt: Date;
}

export interface StoredSecret {
  readonly id: string;
  /** As it was spelled when it was created. */
  readonly name: string;
  readonly team: Team;
  readonly createdAt: Date;
  value: string;
}

export interface ApiKey {
  readonly key: string;
  /** Names of the teams that it may manage; default all of them. */
  readonly teams?: readonly string[];
  /** A key for invoking models manages nothing. */
  readonly category?: 'manage' | 'invoke';
}

/** The teams, keys and secrets of one Baseten workspace. */
export class Workspace {
  readonly teams: Team[] = [];
  readonly #keys = new Map<string, ApiKey>();
  readonly #secrets = new Map<string, StoredSecret>();

  addTeam(name: string, now: Date): Team {
    const team = { id: newId(), name, default: this.teams.length === 0, createdAt: now };
    this.teams.push(team);
    return team;
  }

  addKey(key: ApiKey): void {
    this.#keys.set(key.key, key);
  }

  findKey(key: string): ApiKey | undefined {
    return this.#keys.get(key);
  }

  teamsOf({ teams }: ApiKey): Team[] {
    return this.teams.filter(({ name }) => teams === undefined || teams.includes(name));
  }

  secretsOf(teams: readonly Team[]): StoredSecret[] {
    return [...this.#secrets.values()].filter(({ team }) => teams.includes(team));
  }

  find(name: string, team: Team): StoredSecret | undefined {
    return this.#secrets.get(placeOf(name, team));
  }

  remove(name: string, team: Team): void {
    this.#secrets.delete(placeOf(name, team));
  }

  /** An update keeps the id, the time of creation and the first spelling, so it leaves no trace. */
  upsert(name: string, value: string, team: Team, now: Date): StoredSecret {
    const known = this.find(name, team);
    if (known !== undefined) {
      known.value = value;
      return known;
    }
    const secret = { id: newId(), name, team, createdAt: now, value };
    this.#secrets.set(placeOf(name, team), secret);
    return secret;
  }
}

/** Baseten treats all characters except letters and digits as equal. https://docs.baseten.co/organization/secrets */
function placeOf(name: string, team: Team): string {
  return `${team.id} ${name.replaceAll(/[\W_]+/g, '-')}`;
}

function newId(): string {
  return randomBytes(4).toString('hex');
}
