import ipaddr from 'ipaddr.js';

/**
 * Who counts as one sender: an IPv4 address, or the /64 network of an IPv6 address, since whoever has one IPv6 address usually
 * has 2⁶⁴ of them. What is no address, as a proxy may hand it on, counts as it is written.
 */
export function senderOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const plain = ipaddr.process(address);
  if (plain.kind() === 'ipv4') return plain.toString();
  return `${plain.toNormalizedString().split(':').slice(0, 4).join(':')}::/64`;
}
