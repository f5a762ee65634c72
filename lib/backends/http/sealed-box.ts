import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { u8, u32 } from '@noble/ciphers/utils.js';
import { blake2b } from '@noble/hashes/blake2.js';

/**
 * Encrypts for the owner of a public key, as libsodium's `crypto_box_seal`: with a new key pair for each message.
 * https://doc.libsodium.org/public-key_cryptography/sealed_boxes
 *
 * Throws if the key is not an X25519 key.
 */
export function sealedBox(message: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const { generateKeyPairSync } = process.getBuiltinModule('node:crypto');
  const own = generateKeyPairSync('x25519');
  const { x = '' } = own.publicKey.export({ format: 'jwk' });
  const ownPublic = Buffer.from(x, 'base64url');
  const nonce = blake2b(Buffer.concat([ownPublic, publicKey]), { dkLen: 24 });
  const box = xsalsa20poly1305(boxKey(own.privateKey, publicKey), nonce).encrypt(message);
  return Buffer.concat([ownPublic, box]);
}

/** X25519, and then HSalsa20, as libsodium's `crypto_box_beforenm`. */
function boxKey(privateKey: import('node:crypto').KeyObject, publicKey: Uint8Array): Uint8Array {
  const { createPublicKey, diffieHellman } = process.getBuiltinModule('node:crypto');
  const x = Buffer.from(publicKey).toString('base64url');
  const theirs = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
  const shared = Uint8Array.from(diffieHellman({ privateKey, publicKey: theirs }));
  const key = new Uint32Array(8);
  hsalsa(u32(SIGMA), u32(shared), new Uint32Array(4), key);
  return u8(key);
}

const SIGMA = Uint8Array.from(Buffer.from('expand 32-byte k'));
