/** /assets, /companies/{id}/assets and /asset_layouts. /assets/{id} is not there, as seen. */
import type { Answered } from '../serve.js';
import { customFields } from './custom-fields.js';
import { invalidField, notFound } from './errors.js';
import { contains } from './query.js';
import { type Call, idOf, list, type Route, sentFields, single, written } from './route.js';
import { nameOf, numberOf, textOf } from './sent.js';
import type { Asset, Company } from './shapes.js';
import { newSlug } from './slug.js';
import type { Stored } from './stored.js';
import type { Views } from './views.js';

export function assetRoutes(stored: Stored, views: Views): Route[] {
  const companyIn = (call: Call): Company => {
    const company = stored.companies.get(idOf(call, 'company'));
    if (!company) throw notFound();
    call.key.needCompany(company.worldSlug);
    return company;
  };
  const assetIn = (call: Call): Asset => {
    const company = companyIn(call);
    const asset = stored.assets.get(idOf(call));
    if (asset?.companyId !== company.id) throw notFound();
    return asset;
  };
  /** Values of fields that are passwords are only for keys with password access. Unconfirmed. */
  const shown = ({ key }: Call, asset: Asset) => {
    if (key.rights.passwords) return views.asset(asset);
    const secret = new Set(
      stored.layouts
        .get(asset.layoutId)
        ?.fields.filter(({ type }) => type === 'Password')
        .map(({ label }) => label),
    );
    const values = Object.fromEntries(Object.entries(asset.values).filter(([label]) => !secret.has(label)));
    return views.asset({ ...asset, values });
  };
  const listed = (call: Call, rows: readonly Asset[]): Answered =>
    list(call, 'assets', rows, (asset) => shown(call, asset));

  return [
    {
      method: 'GET',
      path: '/assets',
      answer(call) {
        const { query, key } = call;
        const [id, company, layout] = [query.id('id'), query.id('company_id'), query.id('asset_layout_id')];
        const [name, serial, slug] = [query.text('name'), query.text('primary_serial'), query.text('slug')];
        const [search, archived] = [query.text('search'), query.flag('archived') ?? false];
        const updated = query.within('updated_at');
        const rows = stored.assets
          .all()
          .filter(({ companyId }) => key.sees(stored.worldSlug(companyId)))
          .filter((asset) => id === undefined || asset.id === id)
          .filter(({ companyId }) => company === undefined || companyId === company)
          .filter(({ layoutId }) => layout === undefined || layoutId === layout)
          .filter((asset) => name === undefined || asset.name === name)
          .filter((asset) => serial === undefined || asset.serial === serial)
          .filter((asset) => slug === undefined || asset.slug === slug)
          .filter((asset) => search === undefined || contains(asset.name, search))
          .filter((asset) => asset.archived === archived)
          .filter((asset) => updated?.(asset.updated) ?? true);
        return listed(call, rows);
      },
    },
    {
      method: 'GET',
      path: '/companies/:company/assets',
      answer(call) {
        const { id } = companyIn(call);
        const archived = call.query.flag('archived') ?? false;
        const rows = stored.assets.all().filter((asset) => asset.companyId === id && asset.archived === archived);
        return listed(call, rows);
      },
    },
    {
      method: 'GET',
      path: '/companies/:company/assets/:id',
      answer: (call) => ({ status: 200, body: { asset: shown(call, assetIn(call)) } }),
    },
    {
      method: 'POST',
      path: '/companies/:company/assets',
      answer(call) {
        const company = companyIn(call);
        const fields = sentFields(call, 'asset', { flat: true });
        const name = nameOf(fields);
        const layout = stored.layouts.get(numberOf(fields, 'asset_layout_id') ?? 0);
        if (!layout) throw invalidField('asset_layout', 'must exist');
        const asset = stored.assets.add((id) => ({
          id,
          slug: newSlug(name),
          name,
          companyId: company.id,
          layoutId: layout.id,
          serial: textOf(fields, 'primary_serial') || null,
          mail: textOf(fields, 'primary_mail') || null,
          model: textOf(fields, 'primary_model') || null,
          manufacturer: textOf(fields, 'primary_manufacturer') || null,
          archived: false,
          values: customFields(layout, fields.custom_fields, {}),
          created: call.at,
          updated: call.at,
        }));
        return written(call, 'asset', shown(call, asset), 201);
      },
    },
    {
      method: 'PUT',
      path: '/companies/:company/assets/:id',
      answer(call) {
        const asset = assetIn(call);
        const layout = stored.layouts.get(asset.layoutId);
        if (!layout) throw notFound();
        const fields = sentFields(call, 'asset', { flat: true });
        const kept = stored.assets.put({
          ...asset,
          name: nameOf(fields, asset.name),
          serial: textOf(fields, 'primary_serial') ?? asset.serial,
          mail: textOf(fields, 'primary_mail') ?? asset.mail,
          model: textOf(fields, 'primary_model') ?? asset.model,
          manufacturer: textOf(fields, 'primary_manufacturer') ?? asset.manufacturer,
          values: customFields(layout, fields.custom_fields, asset.values),
          updated: call.at,
        });
        return written(call, 'asset', shown(call, kept));
      },
    },
    {
      method: 'GET',
      path: '/asset_layouts',
      answer(call) {
        const { query } = call;
        const [name, slug, active] = [query.text('name'), query.text('slug'), query.flag('active')];
        const updated = query.within('updated_at');
        const rows = stored.layouts
          .all()
          .filter((layout) => name === undefined || layout.name === name)
          .filter((layout) => slug === undefined || layout.slug === slug)
          .filter((layout) => active === undefined || layout.active === active)
          .filter((layout) => updated?.(layout.updated) ?? true);
        return list(call, 'asset_layouts', rows, views.layout, 'page');
      },
    },
    {
      method: 'GET',
      path: '/asset_layouts/:id',
      answer: (call) =>
        single(call, { one: 'asset_layout', many: 'asset_layouts' }, stored.layouts.get(idOf(call)), views.layout),
    },
  ];
}
