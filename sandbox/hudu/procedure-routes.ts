/** /procedures and /procedure_tasks: processes, global templates, and runs of processes. */
import { invalidField, notFound, unprocessable } from './errors.js';
import { type Call, idOf, list, type Route, sentFields, single, written } from './route.js';
import { companyOf, nameOf, textOf } from './sent.js';
import type { Procedure } from './shapes.js';
import { newSlug } from './slug.js';
import type { Stored } from './stored.js';
import type { Views } from './views.js';

export function procedureRoutes(stored: Stored, views: Views): Route[] {
  const asked = (call: Call): Procedure | undefined => {
    const procedure = stored.procedures.get(idOf(call));
    if (procedure) call.key.needCompany(stored.worldSlug(procedure.companyId));
    return procedure;
  };
  const there = (call: Call): Procedure => {
    const procedure = asked(call);
    if (!procedure) throw notFound();
    return procedure;
  };
  const seen = ({ key }: Call) =>
    stored.procedures.all().filter(({ companyId }) => key.sees(stored.worldSlug(companyId)));
  return [
    {
      method: 'GET',
      path: '/procedures',
      answer(call) {
        const { query } = call;
        const [type, scope, name] = [query.text('type') ?? 'all', query.text('process_scope'), query.text('name')];
        const [company, parent, slug] = [query.id('company_id'), query.id('parent_process_id'), query.text('slug')];
        const archived = query.flag('archived') ?? false;
        const [created, updated] = [query.within('created_at'), query.within('updated_at')];
        const rows = seen(call)
          .filter(({ run }) => type === 'all' || run === (type === 'run'))
          .filter(({ run, companyId }) => !scope || (!run && (companyId === null) === (scope === 'global')))
          .filter((one) => name === undefined || one.name.toLowerCase() === name.toLowerCase())
          .filter(({ companyId }) => company === undefined || companyId === company)
          .filter(({ parentId }) => parent === undefined || parentId === parent)
          .filter((one) => slug === undefined || one.slug === slug)
          .filter((one) => one.archived === archived)
          .filter((one) => (created?.(one.created) ?? true) && (updated?.(one.updated) ?? true));
        return list(call, 'procedures', rows, views.procedure);
      },
    },
    {
      method: 'GET',
      path: '/procedures/:id',
      answer: (call) => single(call, { one: 'procedure', many: 'procedures' }, asked(call), views.procedure),
    },
    {
      method: 'POST',
      path: '/procedures',
      answer(call) {
        const fields = sentFields(call, 'procedure', { flat: true });
        const name = nameOf(fields);
        const companyId = companyOf(stored, fields, null);
        call.key.needCompany(stored.worldSlug(companyId));
        const made = stored.procedures.add((id) => ({
          id,
          slug: newSlug(name),
          name,
          description: textOf(fields, 'description') ?? '',
          companyId,
          run: false,
          parentId: null,
          assetId: null,
          archived: false,
          tasks: [],
          created: call.at,
          updated: call.at,
        }));
        return written(call, 'procedure', views.procedure(made), 201);
      },
    },
    {
      method: 'POST',
      path: '/procedures/:id/create_from_template',
      answer(call) {
        const template = there(call);
        const company = stored.companies.get(call.query.id('company_id') ?? 0);
        if (!company) throw invalidField('company', 'must exist');
        call.key.needCompany(company.worldSlug);
        const made = copy(template, call, { companyId: company.id, run: false, parentId: null, assetId: null });
        return written(call, 'procedure', views.procedure(made), 201);
      },
    },
    {
      method: 'POST',
      path: '/procedures/:id/kickoff',
      answer(call) {
        const process = there(call);
        if (process.companyId === null) throw unprocessable('Global processes cannot be kicked off');
        if (process.run) throw unprocessable('Runs cannot be kicked off');
        const assetId = call.query.id('asset_id') ?? null;
        if (assetId !== null && stored.assets.get(assetId)?.companyId !== process.companyId)
          throw unprocessable('Asset does not belong to the specified company');
        copy(process, call, { companyId: process.companyId, run: true, parentId: process.id, assetId });
        return { status: 200, body: { message: 'Run created successfully' }, write: true };
      },
    },
    {
      method: 'GET',
      path: '/procedure_tasks',
      answer(call) {
        const { query } = call;
        const [procedure, company, name] = [query.id('procedure_id'), query.id('company_id'), query.text('name')];
        const rows = seen(call)
          .filter(({ id }) => procedure === undefined || id === procedure)
          .filter(({ companyId }) => company === undefined || companyId === company)
          .flatMap((one) => one.tasks.map((task) => ({ one, task })))
          .filter(({ task }) => name === undefined || task.name === name);
        return list(call, 'procedure_tasks', rows, ({ one, task }) => views.task(one, task), 'none');
      },
    },
    {
      method: 'GET',
      path: '/procedure_tasks/:id',
      answer(call) {
        const id = idOf(call);
        const one = seen(call).find(({ tasks }) => tasks.some((task) => task.id === id));
        const task = one?.tasks.find((each) => each.id === id);
        if (!one || !task) throw notFound();
        return { status: 200, body: { procedure_task: views.task(one, task) } };
      },
    },
  ];

  /** A process or run with the tasks of another, none of them done. */
  function copy(
    from: Procedure,
    { query, at }: Call,
    as: Pick<Procedure, 'companyId' | 'run' | 'parentId' | 'assetId'>,
  ): Procedure {
    const name = query.text('name') ?? from.name;
    return stored.procedures.add((id) => ({
      ...from,
      ...as,
      id,
      slug: newSlug(name),
      name,
      description: query.text('description') ?? from.description,
      archived: false,
      tasks: from.tasks.map((task) => ({ ...task, id: stored.nextTaskId(), completed: false, created: at })),
      created: at,
      updated: at,
    }));
  }
}
