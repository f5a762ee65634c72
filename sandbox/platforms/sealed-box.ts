import { createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { u8, u32 } from '@noble/ciphers/utils.js';
import { blake2b } from '@noble/hashes/blake2.js';

interface BoxKey {
  publicKey: Buffer;
  secretKey: Buffer;
}

export function newBoxKey(): BoxKey {
  const { x = '', d = '' } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
  return { publicKey: Buffer.from(x, 'base64url'), secretKey: Buffer.from(d, 'base64url') };
}

/**
 * Opens a box of libsodium's `crypto_box_seal`. Undefined if the box was made for another key, or was changed.
 * https://doc.libsodium.org/public-key_cryptography/sealed_boxes
 */
export function openSealedBox(sealed: Buffer, { publicKey, secretKey }: BoxKey): Buffer | undefined {
  const [theirs, box] = [sealed.subarray(0, 32), sealed.subarray(32)];
  const x = publicKey.toString('base64url');
  const jwk = { kty: 'OKP', crv: 'X25519', x, d: secretKey.toString('base64url') };
  try {
    const shared = diffieHellman({
      privateKey: createPrivateKey({ key: jwk, format: 'jwk' }),
      publicKey: createPublicKey({
        key: { kty: 'OKP', crv: 'X25519', x: theirs.toString('base64url') },
        format: 'jwk',
      }),
    });
    const key = new Uint32Array(8);
    const sigma = Uint8Array.from(Buffer.from('expand 32-byte k'));
    hsalsa(u32(sigma), u32(Uint8Array.from(shared)), new Uint32Array(4), key);
    const nonce = blake2b(Buffer.concat([theirs, publicKey]), { dkLen: 24 });
    return Buffer.from(xsalsa20poly1305(u8(key), nonce).decrypt(box));
  } catch {
    return undefined;
  }
}
