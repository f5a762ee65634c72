import * as node from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isIPv4, isIPv6 } from '../../lib/hosts/ip-address.ts';
import { isPublicAddress } from '../../lib/hosts/public-address.ts';

const group = fc.oneof(
  fc.constantFrom('', '0', '00000', 'ffff', 'FFFF', 'g', '127.0.0.1', '1.2.3', '256.1.1.1'),
  fc.nat({ max: 0xfffff }).map((number) => number.toString(16)),
);
const octet = fc.oneof(fc.constantFrom('', '00', '01', '-1', '1e1', ' 1'), fc.nat({ max: 300 }).map(String));
const zone = fc.constantFrom('', '', '', '%', ' ', '/', ']');
const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.array(octet, { minLength: 3, maxLength: 5 }).map((octets) => octets.join('.')),
  fc.tuple(fc.array(group, { maxLength: 9 }), zone).map(([groups, end]) => groups.join(':') + end),
  fc
    .tuple(fc.array(group, { maxLength: 5 }), fc.array(group, { maxLength: 5 }))
    .map(([before, after]) => `${before.join(':')}::${after.join(':')}`),
);

describe('addresses are the same ones as in Node', () => {
  test.each([
    '::',
    '::1',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7::',
    '1:2:3:4:5:6:7:8::',
    '::1.2.3.4',
    '1.2.3.4::',
    '1:2:3:4:5:6:1.2.3.4',
    'fe80::1%',
    '%eth0',
    '1.2.3.4%eth0',
    '1.2.3.4.',
    '.1.2.3.4',
    '01.2.3.4',
    '1.2.3.4\n',
    '::1\n',
    '',
    '1.2.example',
    'a-111',
    '::1]/x',
    '1@[::1',
  ])('%j', (text) => {
    expect([isIPv4(text), isIPv6(text)]).toEqual([node.isIPv4(text), node.isIPv6(text)]);
  });

  test('any text', () => {
    fc.assert(
      fc.property(address, (text) => {
        expect([isIPv4(text), isIPv6(text)]).toEqual([node.isIPv4(text), node.isIPv6(text)]);
      }),
      { numRuns: 5_000 },
    );
  });
});

test('the public ones are those that are in no network of the registries of IANA', () => {
  const special = new node.BlockList();
  for (const [network, prefix] of [
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['100.64.0.0', 10],
    ['192.0.0.0', 24],
  ] as const)
    special.addSubnet(network, prefix);
  special.addSubnet('2001:db8::', 32, 'ipv6');
  special.addSubnet('2001::', 23, 'ipv6');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.ipV4(),
        fc.nat({ max: 0xffff }).map((low) => `172.${low >> 8}.${low & 255}.1`),
      ),
      (text) => {
        if (special.check(text)) expect(isPublicAddress(text)).toBe(false);
      },
    ),
  );
  fc.assert(
    fc.property(fc.nat({ max: 0xfff }), (low) => {
      const text = `2001:${low.toString(16)}::1`;
      expect(isPublicAddress(text)).toBe(!special.check(text, 'ipv6'));
    }),
  );
});
