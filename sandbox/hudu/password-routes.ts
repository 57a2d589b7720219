/** /asset_passwords: all of it needs the key's password access; lists carry the passwords too. */
import { invalidField, notFound } from './errors.js';
import { contains } from './query.js';
import { type Call, idOf, list, type Route, sentFields, single, written } from './route.js';
import { companyOf, flagOf, nameOf, numberOf, textOf } from './sent.js';
import type { Password } from './shapes.js';
import { newSlug } from './slug.js';
import type { Stored } from './stored.js';
import type { Views } from './views.js';

const NAMES = { one: 'asset_password', many: 'asset_passwords' } as const;

export function passwordRoutes(stored: Stored, views: Views): Route[] {
  const asked = (call: Call): Password | undefined => {
    const password = stored.passwords.get(idOf(call));
    if (password) call.key.needCompany(stored.worldSlug(password.companyId));
    return password;
  };
  const there = (call: Call): Password => {
    const password = asked(call);
    if (!password) throw notFound();
    return password;
  };
  const routes: Route[] = [
    {
      method: 'GET',
      path: '/asset_passwords',
      answer(call) {
        const { query, key } = call;
        const [company, name, slug] = [query.id('company_id'), query.text('name'), query.text('slug')];
        const [search, archived] = [query.text('search'), query.flag('archived') ?? false];
        const updated = query.within('updated_at');
        const rows = stored.passwords
          .all()
          .filter(({ companyId }) => key.sees(stored.worldSlug(companyId)))
          .filter(({ companyId }) => company === undefined || companyId === company)
          .filter((password) => name === undefined || password.name === name)
          .filter((password) => slug === undefined || password.slug === slug)
          .filter((password) => password.archived === archived)
          .filter((password) => search === undefined || contains(password.name, search))
          .filter((password) => updated?.(password.updated) ?? true);
        return list(call, 'asset_passwords', rows, views.password);
      },
    },
    { method: 'GET', path: '/asset_passwords/:id', answer: (call) => single(call, NAMES, asked(call), views.password) },
    {
      method: 'POST',
      path: '/asset_passwords',
      answer(call) {
        const fields = sentFields(call, 'asset_password');
        const name = nameOf(fields);
        const companyId = companyOf(stored, fields, null);
        if (companyId === null) throw invalidField('company', 'must exist');
        call.key.needCompany(stored.worldSlug(companyId));
        const secret = textOf(fields, 'password') ?? '';
        if (!secret) throw invalidField('password', "can't be blank");
        const password = stored.passwords.add((id) => ({
          id,
          slug: newSlug(name),
          name,
          companyId,
          username: textOf(fields, 'username') ?? '',
          password: secret,
          otpSecret: textOf(fields, 'otp_secret') || null,
          description: textOf(fields, 'description') ?? '',
          url: textOf(fields, 'url') || null,
          type: textOf(fields, 'password_type') || null,
          folderId: numberOf(fields, 'password_folder_id') ?? null,
          passwordable: passwordableOf(textOf(fields, 'passwordable_type'), numberOf(fields, 'passwordable_id')),
          inPortal: flagOf(fields, 'in_portal') ?? false,
          archived: false,
          created: call.at,
          updated: call.at,
        }));
        return written(call, 'asset_password', views.password(password), 201);
      },
    },
    {
      method: 'PUT',
      path: '/asset_passwords/:id',
      answer(call) {
        const password = there(call);
        const fields = sentFields(call, 'asset_password');
        const kept = stored.passwords.put({
          ...password,
          name: nameOf(fields, password.name),
          username: textOf(fields, 'username') ?? password.username,
          password: textOf(fields, 'password') ?? password.password,
          otpSecret: textOf(fields, 'otp_secret') ?? password.otpSecret,
          description: textOf(fields, 'description') ?? password.description,
          url: textOf(fields, 'url') ?? password.url,
          updated: call.at,
        });
        return written(call, 'asset_password', views.password(kept));
      },
    },
    ...(['archive', 'unarchive'] as const).map(
      (verb): Route => ({
        method: 'PUT',
        path: `/asset_passwords/:id/${verb}`,
        answer(call) {
          const kept = stored.passwords.put({ ...there(call), archived: verb === 'archive', updated: call.at });
          return written(call, 'asset_password', views.password(kept));
        },
      }),
    ),
    {
      method: 'DELETE',
      path: '/asset_passwords/:id',
      answer(call) {
        call.key.needDestructive();
        stored.passwords.remove(there(call).id);
        return { status: 204, write: true };
      },
    },
  ];
  return routes.map((route) => ({
    ...route,
    answer(call) {
      call.key.needPasswords();
      return route.answer(call);
    },
  }));
}

const passwordableOf = (type: string | undefined, id: number | null | undefined) => (type && id ? { type, id } : null);
