// A certificate authority of one's own and a certificate of it for localhost.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execute } from './containerEngine.mjs';

/** @returns paths of the files, and a folder for clients of registries */
export async function makeCertificates(folder) {
  const at = name => join(folder, name);
  const openssl = (...parameters) => execute('openssl', parameters);
  const newKey = ['-newkey', 'rsa:2048', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...newKey,
    '-days',
    '2',
    '-subj',
    '/CN=Authority of a test',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.crt'),
  );
  await openssl(
    'req',
    ...newKey,
    '-subj',
    '/CN=localhost',
    '-keyout',
    at('portal.key'),
    '-out',
    at('portal.csr'),
  );
  await writeFile(at('names'), 'subjectAltName=DNS:localhost\n');
  await openssl(
    'x509',
    '-req',
    '-in',
    at('portal.csr'),
    '-CA',
    at('ca.crt'),
    '-CAkey',
    at('ca.key'),
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    at('names'),
    '-out',
    at('portal.crt'),
  );
  await mkdir(at('certs'));
  await copyFile(at('ca.crt'), at('certs/ca.crt'));
  return {
    authority: at('ca.crt'),
    certificate: at('portal.crt'),
    key: at('portal.key'),
    certDir: at('certs'),
  };
}
