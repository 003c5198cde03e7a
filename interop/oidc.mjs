// Hosts oidc-provider, an authorization server that is not ours, with what SMART App Launch adds to OpenID
// Connect: the discovery document beside a FHIR base, the claim fhirUser, the patient in the token answer.
// Sign-in, consent, codes, tokens, rotation and revocation are its own.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const { scopes, accounts } = JSON.parse(process.env.INTEROP);
const server = createServer();
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const issuer = `http://127.0.0.1:${server.address().port}`;
const fhir = `${issuer}/fhir`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'throughline', application_type: 'native', token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], redirect_uris: ['http://127.0.0.1/callback'],
  }],
  scopes,
  claims: { openid: ['sub'], fhirUser: ['fhirUser', 'name'] },
  conformIdTokenClaims: false, // SMART wants fhirUser in the id_token itself
  extraParams: ['aud'],
  features: { devInteractions: { enabled: true }, revocation: { enabled: true } },
  findAccount: (_, id) => accounts[id] && {
    accountId: id,
    claims: () => ({ sub: id, fhirUser: `${fhir}/${accounts[id].fhirUser}`, name: accounts[id].name }),
  },
  ttl: { AccessToken: 3600, AuthorizationCode: 60, Grant: 86400, IdToken: 3600, Interaction: 600, RefreshToken: 86400, Session: 600 },
});

provider.use(async (ctx, next) => {
  if (ctx.path === '/fhir/.well-known/smart-configuration') {
    const found = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
    ctx.body = { ...found, capabilities: ['launch-standalone', 'client-public', 'permission-v2', 'permission-offline', 'context-standalone-patient'] };
    return;
  }
  await next();
  if (ctx.oidc?.route === 'token' && ctx.body?.access_token) {
    ctx.body.patient = accounts[ctx.oidc.account.accountId].fhirUser.split('/')[1];
  }
});

server.on('request', provider.callback());
console.log(`ready ${issuer}`);
process.stdin.resume().on('end', () => process.exit(0)); // ends with whoever started it
