import { readFile } from 'node:fs/promises';
import type { Config } from '../config/config.ts';
import { compile } from '../config/file/compile.ts';
import { messageOf } from '../failure.ts';
import { toSafeText } from '../secrecy/safe-text.ts';
import type { Log } from '../telemetry/log.ts';

/** A registries.yml that may change while the process runs. */
export class WatchedConfig {
  readonly #path: string;
  readonly #name: string;
  readonly #log: Log;
  #text: string | undefined;
  #config: Config;

  /** Throws if the text does not compile. `name` is the name of the file at `path` in messages. */
  constructor({ path, name, text }: { path: string; name: string; text: string }, log: Log) {
    this.#path = path;
    this.#name = name;
    this.#text = text;
    this.#config = compile(text, name);
    this.#log = log;
  }

  get current(): Config {
    return this.#config;
  }

  /** Reads the file again if it has changed. If it does not compile, the last good one stays, with one warning. */
  async reloadIfChanged(): Promise<void> {
    const text = await readFile(this.#path, 'utf8').catch(() => undefined);
    if (text === this.#text) return;
    this.#text = text;
    if (text === undefined) return this.#log('warn', KEPT, { file: this.#name, reason: 'it cannot be read' });
    try {
      this.#config = compile(text, this.#name);
      this.#log('info', 'registries file changed: the new one is in use', { file: this.#name });
    } catch (error) {
      const reason = toSafeText(messageOf(error), { longest: 2_000 });
      this.#log('warn', KEPT, { file: this.#name, reason });
    }
  }
}

const KEPT = 'registries file changed and is not in use: the last good one is kept';
