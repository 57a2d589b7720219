/** Organisations, and their devices. */
import { notFound } from './errors.js';
import { idOf, pageOf, type Route } from './route.js';
import type { Stored } from './stored.js';
import { deviceView, organizationView } from './views.js';

export function organizationRoutes(stored: Stored): Route[] {
  return [
    {
      method: 'GET',
      path: '/organizations',
      scope: 'monitoring',
      answer: (call) => ({ status: 200, body: pageOf(call, stored.organizations.all()).map(organizationView) }),
    },
    {
      method: 'GET',
      path: '/organization/:id',
      scope: 'monitoring',
      answer(call) {
        const organization = stored.organizations.get(idOf(call));
        if (!organization) throw notFound('Organization');
        const locations = [{ id: organization.locationId, name: 'Main Office' }];
        return { status: 200, body: { ...organizationView(organization), locations } };
      },
    },
    {
      method: 'GET',
      path: '/organization/:id/devices',
      scope: 'monitoring',
      answer(call) {
        const organization = stored.organizations.get(idOf(call));
        if (!organization) throw notFound('Organization');
        const rows = stored.devices.all().filter(({ organizationId }) => organizationId === organization.id);
        return { status: 200, body: pageOf(call, rows).map((row) => deviceView(stored, row)) };
      },
    },
  ];
}
