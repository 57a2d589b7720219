import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export interface ResolvedAddress {
  address: string;
  family: number;
}

export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** The target's address is one that outgoing requests must not reach. Nothing was sent. */
export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
}

export interface AddressGuard {
  /** Every address of the host, all checked. Throws AddressRefused when one of them is not public and not allowed. */
  addressesOf(hostname: string, port: number): Promise<readonly ResolvedAddress[]>;
}

interface Allowance {
  port: number | undefined;
  host: string | undefined;
  range: ReturnType<typeof ipaddr.parseCIDR> | undefined;
}

/**
 * Keeps outgoing requests away from loopback, private, link-local, shared, metadata and all other addresses that are not
 * public, however they are written (also IPv4 inside IPv6). `allowed` is the operator's list: hosts, addresses or CIDR
 * ranges, each optionally with a port (`127.0.0.1:4010`, `[::1]:4010`, `10.1.0.0/16`, `psa.internal`).
 */
export function createAddressGuard({
  allowed = [],
  resolve = resolveAll,
}: {
  allowed?: readonly string[];
  resolve?: Resolve;
} = {}): AddressGuard {
  const allowances = allowed.map(readAllowance);

  return {
    async addressesOf(hostname, port) {
      const host = bare(hostname);
      const family = isIP(host);
      const addresses = family ? [{ address: host, family }] : await resolve(host);
      if (addresses.length === 0) throw new AddressRefused(`${host} has no address`);
      for (const { address } of addresses) {
        if (isPublic(address) || allowances.some((allowance) => permits(allowance, host, address, port))) continue;
        throw new AddressRefused(
          `${host} leads to ${address}, which is not a public address; if this is meant, the operator adds ${host} to the allowed private addresses`,
        );
      }
      return addresses;
    },
  };
}

async function resolveAll(hostname: string): Promise<readonly ResolvedAddress[]> {
  return lookup(hostname, { all: true, verbatim: true });
}

function bare(hostname: string): string {
  const host = hostname.toLowerCase();
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** True for addresses of the public Internet only; IPv4 carried in IPv6 (mapped, NAT64) is judged as IPv4. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = unwrap(address);
  if (parsed instanceof ipaddr.IPv6) return parsed.range() === 'unicast' && parsed.match(GLOBAL_UNICAST);
  return parsed.range() === 'unicast';
}

/** True for hosts of the operator's own network, as far as the name tells: the only ones where plain http will do. */
export function isInside(hostname: string): boolean {
  const host = bare(hostname);
  return isIP(host) ? !isPublic(host) : !host.includes('.');
}

function unwrap(address: string): InstanceType<typeof ipaddr.IPv4> | InstanceType<typeof ipaddr.IPv6> {
  const parsed = ipaddr.parse(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed;
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address();
  if (parsed.range() === 'rfc6052') return new ipaddr.IPv4(parsed.toByteArray().slice(12));
  return parsed;
}

function readAllowance(entry: string): Allowance {
  const text = entry.trim().toLowerCase();
  const withPort = /^(?<host>\[[^\]]+\]|[^:]+):(?<port>\d{1,5})$/.exec(text);
  const host = bare(withPort?.groups?.host ?? text);
  const port = withPort?.groups?.port === undefined ? undefined : Number(withPort.groups.port);
  if (ipaddr.isValidCIDR(host)) return { port, host: undefined, range: ipaddr.parseCIDR(host) };
  if (ipaddr.isValid(host)) {
    const parsed = unwrap(host);
    return { port, host: undefined, range: [parsed, parsed instanceof ipaddr.IPv6 ? 128 : 32] };
  }
  return { port, host, range: undefined };
}

function permits(allowance: Allowance, host: string, address: string, port: number): boolean {
  if (allowance.port !== undefined && allowance.port !== port) return false;
  if (allowance.host !== undefined) return allowance.host === host;
  if (allowance.range === undefined || !ipaddr.isValid(address)) return false;
  const parsed = unwrap(address);
  const [network, bits] = allowance.range;
  if (parsed instanceof ipaddr.IPv4) return network instanceof ipaddr.IPv4 && parsed.match(network, bits);
  return network instanceof ipaddr.IPv6 && parsed.match(network, bits);
}
