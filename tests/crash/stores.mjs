// What the gateway keeps its journal and database in. `apply` changes its settings, before it starts for the first time.

// Segment files and SQLite in the gateway's own folder, as it does by itself.
class FileStore {
  apply() {}
  dispose() {}
}

export const stores = { file: FileStore };
