// What the gateway keeps its journal and database in. `apply` changes its settings, before it starts for the first time.
import { Postgres } from '../integration/postgres_process.mjs';

// Segment files and SQLite in the gateway's own folder, as it does by itself.
class FileStore {
  apply() {}
  dispose() {}
}

class PostgresStore {
  async apply(settings, ports) {
    this.server = new Postgres(await ports.next());
    await this.server.start();
    settings.store = this.server.url;
  }

  dispose() {
    return this.server?.dispose();
  }
}

export const stores = { file: FileStore, postgresql: PostgresStore };
