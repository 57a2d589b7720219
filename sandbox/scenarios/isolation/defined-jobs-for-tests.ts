import { Agenda } from 'agenda';

/** Collects the names of all work that is defined for the job library while `work` is done. */
export async function definedJobs<T>(work: () => Promise<T>): Promise<{ jobs: string[]; result: T }> {
  const { define } = Agenda.prototype;
  const names = new Set<string>();
  Agenda.prototype.define = new Proxy(define, {
    apply(target, self, given: Parameters<typeof define>) {
      names.add(given[0]);
      return Reflect.apply(target, self, given);
    },
  });
  try {
    const result = await work();
    return { jobs: [...names].sort(), result };
  } finally {
    Agenda.prototype.define = define;
  }
}
