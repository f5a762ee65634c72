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

/** From the first to the last address of each special network: https://www.iana.org/assignments/iana-ipv4-special-registry */
test.each([
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['169.254.0.0', '169.254.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.0.0.0', '192.0.0.255'],
  ['192.0.2.0', '192.0.2.255'],
  ['192.88.99.0', '192.88.99.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['198.18.0.0', '198.19.255.255'],
  ['198.51.100.0', '198.51.100.255'],
  ['203.0.113.0', '203.0.113.255'],
  ['224.0.0.0', '255.255.255.255'],
  ['2001::', '2001:1ff:ffff::'],
  ['2001:db8::', '2001:db8:ffff::'],
  ['2002::', '2002:ffff::'],
  ['3fff::', '3fff:fff:ffff::'],
  ['4000::', 'ffff::'],
  ['::', '1fff:ffff::'],
])('%s to %s are not public', (first, last) => {
  expect([first, last].some(isPublicAddress)).toBe(false);
});

/** The neighbours of those networks. */
test.each([
  ['1.0.0.0', '9.255.255.255'],
  ['11.0.0.0', '100.63.255.255'],
  ['100.128.0.0', '126.255.255.255'],
  ['128.0.0.0', '169.253.255.255'],
  ['169.255.0.0', '172.15.255.255'],
  ['172.32.0.0', '191.255.255.255'],
  ['192.0.1.0', '192.0.1.255'],
  ['192.0.3.0', '192.88.98.255'],
  ['192.88.100.0', '192.167.255.255'],
  ['192.169.0.0', '198.17.255.255'],
  ['198.20.0.0', '198.51.99.255'],
  ['198.51.101.0', '203.0.112.255'],
  ['203.0.114.0', '223.255.255.255'],
  ['2000::', '2000:ffff::'],
  ['2001:200::', '2001:db7:ffff::'],
  ['2001:db9::', '2001:ffff::'],
  ['2003::', '3ffe:ffff::'],
  ['3fff:1000::', '3fff:ffff::'],
])('%s to %s are public', (first, last) => {
  expect([first, last].every(isPublicAddress)).toBe(true);
});

test('loopback is all of 127 and ::1', () => {
  expect(['127.0.0.1', '127.1.2.3', '::1'].every(isLoopbackAddress)).toBe(true);
  expect(['128.0.0.1', '10.0.0.1', '::', '127.example.com'].some(isLoopbackAddress)).toBe(false);
});
