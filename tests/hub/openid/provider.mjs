// SPDX-License-Identifier: GPL-3.0-or-later
// A certified OpenID provider over TLS on loopback for one test: node provider.mjs CERT KEY. Prints its issuer when it
// listens; ends when its input does. Settings by environment: ID_TOKEN_SECONDS, PORT.
import fs from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

// The packages lie in the cache, not beside this file.
const require = createRequire(path.join(process.env.OPENID_PACKAGES, 'package.json'));
const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));

const server = https.createServer({ cert: fs.readFileSync(process.argv[2]), key: fs.readFileSync(process.argv[3]) });
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const issuer = `https://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'easel',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['http://127.0.0.1/', 'http://localhost/'],
      grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      response_types: ['code'],
    }],
    claims: { openid: ['sub'], email: ['email'], groups: ['groups'] },
    conformIdTokenClaims: false,
    scopes: ['openid', 'offline_access', 'email', 'groups'],
    features: { deviceFlow: { enabled: true }, revocation: { enabled: true } },
    pkce: { required: () => true },
    ttl: { IdToken: Number(process.env.ID_TOKEN_SECONDS ?? 3600), AccessToken: 3600, RefreshToken: 86400, DeviceCode: 600, Grant: 86400, Session: 86400, Interaction: 600 },
    async findAccount(context, id) {
      return { accountId: id, claims: async () => ({ sub: id, email: `${id}@example.org`, groups: ['gpu-people'] }) };
    },
  });
  server.on('request', provider.callback());
  process.stdout.write(issuer + '\n');
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
