import type { LookupFunction } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from './public-address.ts';

/** Thrown for an address that must not be connected to. No request was sent. */
export class ForbiddenAddress extends Error {}

/** One forbidden address among several forbids the connection: such an answer may be an attack. */
export function guardedLookup(lookup: LookupFunction, isElsewhere: boolean): LookupFunction {
  return (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const addresses = Array.isArray(found) ? found : [];
      const [objection] = addresses.flatMap(
        ({ address }) => forbiddenBecause(address, hostname, isElsewhere) ?? [],
      );
      const [first] = addresses;
      const failure = objection ?? error;
      if (failure || options.all || first === undefined) callback(failure, addresses);
      else callback(null, first.address, first.family);
    });
}

/** Returns the reason why an address must not be connected to, or undefined. */
export function forbiddenBecause(
  address: string,
  hostname: string,
  isElsewhere: boolean,
): ForbiddenAddress | undefined {
  const allowed = isElsewhere ? isLoopbackAddress(address) : isPublicAddress(address);
  if (allowed) return undefined;
  const at = address === hostname ? address : `${hostname} has the address ${address}, which`;
  return new ForbiddenAddress(`${at} is not ${isElsewhere ? 'on loopback' : 'a public address'}`);
}
