/** Licences, from the administrator's side. */
import { type DeskTenants, found } from './desk-tenants.js';
import { seatsLeft, seatsUsed, skusOf } from './seats.js';
import { settle } from './settle.js';
import type { Sku, Tenant } from './stored.js';

export interface Seats {
  skuId: string;
  enabled: number;
  used: number;
  /** Never below zero. */
  left: number;
}

export interface LicenceDesk {
  seats(companySlug: string, skuPartNumber: string): Seats;
  /** Buys or gives back seats; users that have one keep it. */
  setSeats(companySlug: string, skuPartNumber: string, enabled: number): void;
  /** From `Enabled` to anything else: nobody new gets it. */
  setSkuStatus(companySlug: string, skuPartNumber: string, status: Sku['capabilityStatus']): void;
  /** skuPartNumbers of what a person has, by groups too. */
  licencesOf(personKey: string): string[];
}

export function createLicenceDesk({ tenantOf, liveUser }: DeskTenants): LicenceDesk {
  const skuOf = (tenant: Tenant, skuPartNumber: string) =>
    found(
      tenant.skus.find((sku) => sku.skuPartNumber === skuPartNumber),
      `licence ${skuPartNumber} in ${tenant.companySlug}`,
    );
  return {
    seats(slug, skuPartNumber) {
      const tenant = tenantOf(slug);
      const sku = skuOf(tenant, skuPartNumber);
      const { skuId, enabled } = sku;
      return { skuId, enabled, used: seatsUsed(tenant.live.users, sku), left: seatsLeft(tenant, sku) };
    },
    setSeats(slug, skuPartNumber, enabled) {
      const tenant = tenantOf(slug);
      skuOf(tenant, skuPartNumber).enabled = enabled;
      settle(tenant);
    },
    setSkuStatus(slug, skuPartNumber, status) {
      skuOf(tenantOf(slug), skuPartNumber).capabilityStatus = status;
    },
    licencesOf(key) {
      const { user, tenant } = liveUser(key);
      return skusOf(user, tenant).map(({ skuPartNumber }) => skuPartNumber);
    },
  };
}
