// Serves express-pouchdb on LevelDB. Each line read is a command; each answer is a line of JSON.
//
//   {"do":"fill","name":NAME,"file":FILE}   a new database with the documents of a file, one a line
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { serve } from './pouch-host.mjs';

const dir = await mkdtemp(join(tmpdir(), 'pouch-server-'));
const { PouchDB, url, close } = await serve(dir);
console.log(JSON.stringify({ url }));
for await (const line of createInterface({ input: process.stdin })) {
  const { name, file } = JSON.parse(line);
  const db = new PouchDB(name);
  const docs = (await readFile(file, 'utf8')).trim().split('\n').map((text) => JSON.parse(text));
  for (let i = 0; i < docs.length; i += 1000) {
    await db.bulkDocs(docs.slice(i, i + 1000));
  }
  console.log(JSON.stringify({ count: (await db.info()).doc_count }));
}
await close();
await rm(dir, { recursive: true, force: true });
