import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key and a certificate that it has signed itself, for one name. Node makes keys, but no certificates. */
export function newCertificate(name: string): { key: string; certificate: string } {
  const folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  const [keyFile, certificateFile] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  try {
    const files = ['-keyout', keyFile, '-out', certificateFile];
    const what = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '1',
      '-subj',
      `/CN=${name}`,
      '-addext',
      `subjectAltName=DNS:${name}`,
    ];
    execFileSync('openssl', [...what, ...files], { stdio: 'pipe', timeout: 30_000 });
    return {
      key: readFileSync(keyFile, 'utf8'),
      certificate: readFileSync(certificateFile, 'utf8'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
