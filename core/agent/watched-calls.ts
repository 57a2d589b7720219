/**
 * Every call that a run makes at a vendor tells how the connection fares: what fails for keys, consent, a right or the whole
 * vendor shows on the integration's card, until a check or a call succeeds.
 */
import type { ToolForClient } from '../clients/mode.js';
import { VendorError } from '../errors.js';
import type { ClientHealths } from '../integrations/client-health.js';
import type { ChangingTool, Tool, ToolScope } from '../tools/tool.js';

/** Makes a call at one integration for one client, and gives its outcome as it is. */
export type CallWatch = <Result>(call: () => Promise<Result>) => Promise<Result>;

export function watchOf(
  { kind, clientId }: { kind: string; clientId: string },
  health: Pick<ClientHealths, 'callFailed' | 'callSucceeded'>,
): CallWatch {
  /** Successes are told once: nothing changes by the others. */
  let isWell = false;
  return async (call) => {
    try {
      const result = await call();
      if (!isWell) await health.callSucceeded(kind, clientId);
      isWell = true;
      return result;
    } catch (error) {
      if (error instanceof VendorError) {
        isWell = false;
        await health.callFailed(kind, clientId, error);
      }
      throw error;
    }
  };
}

/** The same port, each of whose calls is watched. */
export function watchedPort<Port extends object>(port: Port, watch: CallWatch): Port {
  return new Proxy(port, {
    get(inner, name) {
      const value: unknown = Reflect.get(inner, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        const answer: unknown = Reflect.apply(value, inner, args);
        return answer instanceof Promise ? watch(() => answer) : answer;
      };
    },
  });
}

/** The same tool, whose calls at the vendor are watched. */
export function watchedTool(offered: ToolForClient, watch: CallWatch): ToolForClient {
  const { tool } = offered;
  return { ...offered, tool: watched(tool) };

  function watched(one: Tool): Tool {
    const run: Tool['run'] = (scope, args) => watch(() => one.run(scope, args));
    if (one.effect === 'read') return { ...one, run };
    const { preview } = one;
    const changing: ChangingTool = {
      ...one,
      run,
      observe: (scope, args, since) => watch(() => one.observe(scope, args, since)),
      ...(preview ? { preview: (scope: ToolScope, args: unknown) => watch(() => preview(scope, args)) } : {}),
    };
    return changing;
  }
}
