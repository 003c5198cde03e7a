// Runs recorded traces through PouchDB: two devices with a database each, on LevelDB, and a server that is
// express-pouchdb, also on LevelDB. Replication is PouchDB's own; so is who wins. Reads the traces from the file named
// first and writes the outcomes to the one named second.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from './pouch-host.mjs';

const [from, to] = process.argv.slice(2);
const dir = await mkdtemp(join(tmpdir(), 'pouch-race-'));
const { PouchDB, url, close } = await serve(dir);

async function run(trace) {
  const name = `t${trace.seed}`;
  const server = new PouchDB(`${url}/${name}`);
  for (let i = 0; i < trace.goals; i++) {
    await server.put({ _id: `goal-${i}`, words: '', target: '', steps: [] });
  }
  const local = { phone: new PouchDB(`${name}-phone`), laptop: new PouchDB(`${name}-laptop`) };
  const sync = (device) => local[device].sync(server);
  await sync('phone');
  await sync('laptop');
  const Saw = [];
  for (const s of trace.steps) {
    if (s.do === 'sync') {
      await sync(s.actor);
      continue;
    }
    const db = s.actor === 'clinician' ? server : local[s.actor];
    const doc = await db.get(`goal-${s.goal}`);
    Saw.push(s.field === 'steps' ? '' : doc[s.field]);
    doc[s.field] = s.field === 'steps' ? [...doc.steps, s.value] : s.value;
    await db.put(doc);
  }
  for (let round = 0; round < 2; round++) {
    await sync('phone');
    await sync('laptop');
  }
  const final = [];
  const kept = [];
  for (let i = 0; i < trace.goals; i++) {
    const id = `goal-${i}`;
    const { words, target, steps } = await server.get(id);
    final.push({ words, target, steps });
    for (const leaf of await server.get(id, { open_revs: 'all', revs: true })) {
      const { start, ids } = leaf.ok._revisions;
      for (const [n, rev] of ids.entries()) {
        kept.push(await server.get(id, { rev: `${start - n}-${rev}` }).then((doc) => JSON.stringify(doc), () => ''));
      }
    }
  }
  await Promise.all([local.phone.destroy(), local.laptop.destroy(), new PouchDB(name).destroy()]);
  return { Saw, final, kept };
}

const outcomes = [];
for (const trace of JSON.parse(await readFile(from))) {
  outcomes.push(await run(trace));
}
await writeFile(to, JSON.stringify(outcomes));
await close();
await rm(dir, { recursive: true, force: true });
