import { unwatchFile, watchFile } from 'node:fs';
import { loadWebConfig, type WebConfig } from './web-config.js';

export interface LiveWebConfigHooks {
  changed(config: WebConfig): void;
  /** The new file is wrong; the old one stays in force. */
  failed(error: unknown): void;
}

/** The web configuration file, read again when it or a file that it names changes. */
export class LiveWebConfig {
  #config: WebConfig;
  #watched: string[] = [];
  #loading: Promise<void> = Promise.resolve();

  private constructor(
    private readonly file: string,
    config: WebConfig,
    private readonly hooks: LiveWebConfigHooks,
    private readonly interval: number,
  ) {
    this.#config = config;
    this.#watch();
  }

  /** @throws ConfigError when the file is wrong. `interval` is the time between two looks, milliseconds. */
  static async open(file: string, hooks: LiveWebConfigHooks, interval = 2_000): Promise<LiveWebConfig> {
    return new LiveWebConfig(file, await loadWebConfig(file), hooks, interval);
  }

  get current(): WebConfig {
    return this.#config;
  }

  close(): void {
    for (const file of this.#watched) unwatchFile(file, this.#changed);
    this.#watched = [];
  }

  /** Looks instead of listening to events, which do not come through for mounted secrets. */
  #watch(): void {
    this.close();
    this.#watched = this.#config.files;
    for (const file of this.#watched) watchFile(file, { interval: this.interval, persistent: false }, this.#changed);
  }

  readonly #changed = (): void => {
    this.#loading = this.#loading.then(() => this.#load());
  };

  async #load(): Promise<void> {
    try {
      const config = await loadWebConfig(this.file);
      this.hooks.changed(config);
      this.#config = config;
      this.#watch();
    } catch (error) {
      this.hooks.failed(error);
    }
  }
}
