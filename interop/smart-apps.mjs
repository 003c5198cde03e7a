// Three SMART apps that are not ours, as a stranger's app would use the clinic's server: one on openid-client, one
// on fhir-kit-client, one on fhirclient. Whoever opens /NAME in a browser is sent to the clinic's sign-in, comes
// back to /NAME/callback, and is shown what the app then read: as JSON.
import { createServer } from 'node:http';
import { createHash, randomBytes } from 'node:crypto';
import * as openid from 'openid-client';
import { Client as FHIRKit } from 'fhir-kit-client';
import fhirclient from 'fhirclient';

const { fhir, clientId, signerId, signerKey, scope } = JSON.parse(process.env.INTEROP);
const started = new Map(); // state: what the callback needs

const jwtPart = (token, i) => JSON.parse(Buffer.from(token.split('.')[i], 'base64url'));

// What each app does with a token, by its own means.
const summary = (name, token, patient, found, more) => ({
  name, patient: patient.id, family: patient.name?.[0]?.family, observations: found.total ?? found.entry?.length ?? 0,
  scope: token.scope, launch: token.patient, ...more,
});

// An app on openid-client. One that signs proves who it is by its key (private_key_jwt), as an app on a server does.
const onOpenID = (id, authentication) => ({
  async start(redirect) {
    const smart = await (await fetch(`${fhir}/.well-known/smart-configuration`)).json();
    const config = await openid.discovery(new URL(smart.issuer), id, undefined, await authentication(), { execute: [openid.allowInsecureRequests] });
    openid.enableNonRepudiationChecks(config); // the id_token's signature is checked by the published keys
    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const nonce = openid.randomNonce();
    started.set(state, { config, verifier, nonce });
    return openid.buildAuthorizationUrl(config, {
      redirect_uri: redirect, scope, aud: fhir, state, nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
    }).href;
  },
  async finish(url) {
    const { config, verifier, nonce } = started.get(url.searchParams.get('state'));
    const state = url.searchParams.get('state');
    const token = await openid.authorizationCodeGrant(config, url, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true });
    const fresh = await openid.refreshTokenGrant(config, token.refresh_token);
    const get = async (path) => (await openid.fetchProtectedResource(config, fresh.access_token, new URL(`${fhir}/${path}`), 'GET')).json();
    const patient = await get(`Patient/${token.patient}`);
    const found = await get(`Observation?patient=${token.patient}`);
    const claims = token.claims();
    await openid.tokenRevocation(config, fresh.refresh_token);
    const after = await fetch(`${fhir}/Patient/${token.patient}`, { headers: { authorization: `Bearer ${fresh.access_token}` } });
    return summary('openid-client', token, patient, found, {
      fhirUser: claims.fhirUser, rotated: fresh.refresh_token !== token.refresh_token, afterRevocation: after.status,
    });
  },
});

const signing = async () => openid.PrivateKeyJwt({
  kid: 'k1',
  key: await crypto.subtle.importKey('pkcs8', Buffer.from(signerKey, 'base64'), { name: 'ECDSA', namedCurve: 'P-384' }, false, ['sign']),
});

const apps = {
  openid: onOpenID(clientId, openid.None),
  signed: onOpenID(signerId, signing),

  fhirkit: {
    async start(redirect) {
      const client = new FHIRKit({ baseUrl: fhir });
      const { authorizeUrl, tokenUrl } = await client.smartAuthMetadata();
      const verifier = randomBytes(32).toString('base64url');
      const state = randomBytes(16).toString('base64url');
      started.set(state, { client, tokenUrl, verifier, redirect });
      return `${authorizeUrl}?${new URLSearchParams({
        response_type: 'code', client_id: clientId, redirect_uri: redirect, scope, aud: fhir, state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
      })}`;
    },
    async finish(url) {
      const { client, tokenUrl, verifier, redirect } = started.get(url.searchParams.get('state'));
      const post = async (form) => (await fetch(tokenUrl, { method: 'POST', body: new URLSearchParams(form) })).json();
      const token = await post({ grant_type: 'authorization_code', code: url.searchParams.get('code'), redirect_uri: redirect, client_id: clientId, code_verifier: verifier });
      const fresh = await post({ grant_type: 'refresh_token', refresh_token: token.refresh_token, client_id: clientId });
      client.bearerToken = fresh.access_token;
      const patient = await client.read({ resourceType: 'Patient', id: token.patient });
      const found = await client.search({ resourceType: 'Observation', searchParams: { patient: token.patient } });
      return summary('fhir-kit-client', token, patient, found, { fhirUser: jwtPart(token.id_token, 1).fhirUser, rotated: fresh.refresh_token !== token.refresh_token });
    },
  },

  fhirclient: {
    storage: { kept: new Map(), get(k) { return this.kept.get(k); }, set(k, v) { this.kept.set(k, v); return v; }, unset(k) { return this.kept.delete(k); } },
    async start(redirect, req, res) {
      return fhirclient(req, res, this.storage).authorize({ iss: fhir, clientId, scope, redirectUri: redirect, pkceMode: 'required', noRedirect: true });
    },
    async finish(url, req, res) {
      const client = await fhirclient(req, res, this.storage).ready();
      const token = client.state.tokenResponse;
      const patient = await client.patient.read();
      const before = token.refresh_token;
      await client.refresh(); // it sends no client_id
      const found = await client.request(`Observation?patient=${client.patient.id}`);
      return summary('fhirclient', token, patient, found, { fhirUser: client.user.fhirUser, rotated: client.state.tokenResponse.refresh_token !== before });
    },
  },
};

const server = createServer(async (req, res) => {
  const url = new URL(req.url, `http://${req.headers.host}`);
  const [, name, callback] = url.pathname.split('/');
  try {
    const app = apps[name];
    if (!callback) {
      const to = await app.start(`${url.origin}/${name}/callback`, req, res);
      res.writeHead(302, { location: to }).end();
      return;
    }
    const answer = await app.finish(url, req, res);
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  } catch (e) {
    res.writeHead(500, { 'content-type': 'text/plain' }).end(`${name}: ${e.stack} ${e.cause?.stack ?? ''} ${JSON.stringify(e.cause ?? {})}`);
  }
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
console.log(`ready http://127.0.0.1:${server.address().port}`);
process.stdin.resume().on('end', () => process.exit(0)); // ends with whoever started it
