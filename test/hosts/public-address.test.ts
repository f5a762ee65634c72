import { describe, expect, test } from 'vitest';
import { isLoopbackAddress, isPublicAddress } from '../../lib/hosts/public-address.ts';

describe('an address that is not public', () => {
  test.each([
    ['this machine', '127.0.0.1'],
    ['this machine, by another name', '127.8.8.8'],
    ['anywhere', '0.0.0.0'],
    ['the metadata of a cloud', '169.254.169.254'],
    ['the credentials of a container', '169.254.170.2'],
    ['a private network', '10.0.0.1'],
    ['the end of a private network', '172.31.255.255'],
    ['a network at home', '192.168.1.1'],
    ['a carrier', '100.64.0.1'],
    ['a benchmark', '198.19.255.255'],
    ['multicast', '224.0.0.1'],
    ['everybody', '255.255.255.255'],
    ['this machine, IPv6', '::1'],
    ['nowhere', '::'],
    ['this machine, IPv4 in IPv6', '::ffff:127.0.0.1'],
    ['the metadata of a cloud, IPv4 in IPv6', '::ffff:169.254.169.254'],
    ['the metadata of a cloud, translated', '64:ff9b::a9fe:a9fe'],
    ['the metadata of a cloud, 6to4', '2002:a9fe:a9fe::1'],
    ['the metadata of AWS, IPv6', 'fd00:ec2::254'],
    ['a link', 'fe80::1'],
    ['a link with its zone', 'fe80::1%eth0'],
    ['an example', '2001:db8::1'],
    ['a name', 'example.com'],
    ['a number', '2130706433'],
    ['nothing', ''],
  ])('is that of %s: %s', (_, address) => expect(isPublicAddress(address)).toBe(false));
});

test.each([
  ['9.9.9.9'],
  ['100.63.255.255'],
  ['172.32.0.1'],
  ['223.255.255.255'],
  ['2600:1f18::1'],
  ['2a00:1450::8a'],
])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));

test('loopback is all of 127 and ::1', () => {
  expect(['127.0.0.1', '127.1.2.3', '::1'].every(isLoopbackAddress)).toBe(true);
  expect(['128.0.0.1', '10.0.0.1', '::', '127.example.com'].some(isLoopbackAddress)).toBe(false);
});
