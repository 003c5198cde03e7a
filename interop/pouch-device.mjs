// A device with PouchDB on LevelDB. Each line read is a command; each answer is a line of JSON with the milliseconds
// that PouchDB's own replication took.
//
//   {"do":"pull","from":URL}                a first pull into a new database
//   {"do":"push","from":URL,"file":FILE}    writes the documents of a file, new and changed, and then sends them
//   {"do":"nothing","from":URL,"times":N}   pulls, and then syncs with nothing new
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import PouchDB from 'pouchdb';

const dir = await mkdtemp(join(tmpdir(), 'pouch-device-'));
const Local = PouchDB.defaults({ prefix: join(dir, '/') });
let n = 0;

async function timed(fn) {
  const began = performance.now();
  const result = await fn();
  return { ms: performance.now() - began, result };
}

const commands = {
  async pull(db, { from }) {
    const { ms, result } = await timed(() => db.replicate.from(from));
    return { ms, count: result.docs_written };
  },
  async push(db, { from, file }) {
    await db.replicate.from(from);
    const docs = (await readFile(file, 'utf8')).trim().split('\n').map((text) => JSON.parse(text));
    for (const doc of docs) {
      const known = await db.get(doc._id).catch(() => undefined);
      await db.put({ ...doc, _rev: known?._rev });
    }
    const { ms, result } = await timed(() => db.sync(from));
    return { ms, count: result.push.docs_written };
  },
  async nothing(db, { from, times }) {
    await db.sync(from);
    const { ms } = await timed(async () => {
      for (let i = 0; i < times; i++) await db.sync(from);
    });
    return { ms: ms / times, count: 0 };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  const db = new Local(`device-${n++}`);
  const answer = await commands[command.do](db, command);
  await db.destroy();
  console.log(JSON.stringify(answer));
}
await rm(dir, { recursive: true, force: true });
