// Hosts express-pouchdb, CouchDB's HTTP API over PouchDB, on LevelDB and a free port.
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import express from 'express';
import PouchDB from 'pouchdb';

const expressPouchDB = createRequire(import.meta.url)('express-pouchdb');

// serve gives a PouchDB whose databases lie in dir, and the address at which the same are served.
export async function serve(dir) {
  await mkdir(dir, { recursive: true });
  const Local = PouchDB.defaults({ prefix: join(dir, '/') });
  const app = express();
  app.use('/', expressPouchDB(Local, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: join(dir, 'log.txt') }));
  const server = await new Promise((done) => {
    const s = app.listen(0, '127.0.0.1', () => done(s));
  });
  const close = async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return { PouchDB: Local, url: `http://127.0.0.1:${server.address().port}`, close };
}
