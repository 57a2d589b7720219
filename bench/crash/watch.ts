/** Watches a process of the product from outside its code: its store through the driver, its calls through undici. */
import { subscribe } from 'node:diagnostics_channel';
import mongoose, { type mongo } from 'mongoose';
import { z } from 'zod';
import { nameCall } from './name-calls.js';
import { fieldsOf, nameWrite, phaseOf } from './name-writes.js';

/** `before`: it has not left this process. `after`: its answer is here, and the product has not seen it. */
export type Side = 'before' | 'after';
export type Passed = (name: string, side: Side) => void;

const Call = z.object({
  request: z.object({
    origin: z.union([z.string(), z.instanceof(URL)]).transform(String),
    method: z.string(),
    path: z.string(),
  }),
});

/** Has to be called before the product connects to its store. */
export function watch({ vendors, passed }: { vendors: Readonly<Record<string, string>>; passed: Passed }) {
  let phase = '';
  const phased = (name: string) => (phase ? `${name} [${phase}]` : name);

  /** The driver tells of a command before its bytes are written, and of the answer before whoever waits for it. */
  function watchStore(): void {
    const names = new Map<number, string>();
    const jobs = new Map<string, string>();
    watchConnections({
      started({ commandName, command, requestId }) {
        const write = nameWrite(commandName, command, jobs);
        if (!write) return;
        const name = write.phased ? phased(write.name) : write.name;
        names.set(requestId, name);
        passed(name, 'before');
      },
      succeeded({ commandName, reply, requestId }) {
        const name = names.get(requestId);
        names.delete(requestId);
        const found = commandName === 'findAndModify' ? fieldsOf(fieldsOf(reply).value) : {};
        if (typeof found.nextRunAt !== 'undefined' && typeof found.name === 'string')
          jobs.set(String(found._id), found.name);
        if (name?.startsWith('store runs ') && typeof found.state === 'string') phase = phaseOf(found);
        if (name !== undefined) passed(name, 'after');
      },
    });
  }

  function watchCalls(): void {
    const names = new WeakMap<object, string>();
    subscribe('undici:request:create', (message) => {
      const { request } = Call.parse(message);
      const name = nameCall(request, vendors);
      if (name === undefined) return;
      names.set(keyOf(message), phased(name));
      passed(phased(name), 'before');
    });
    subscribe('undici:request:trailers', (message) => {
      const name = names.get(keyOf(message));
      if (name !== undefined) passed(name, 'after');
    });
  }

  watchStore();
  watchCalls();
  return {
    /** The next run begins. */
    forget() {
      phase = '';
    },
  };
}

interface CommandWatcher {
  started(event: mongo.CommandStartedEvent): void;
  succeeded(event: mongo.CommandSucceededEvent): void;
}

/** Every connection that is opened from now on. */
function watchConnections({ started, succeeded }: CommandWatcher): void {
  const { prototype } = mongoose.Connection;
  const open = prototype.openUri;
  prototype.openUri = function (this: mongoose.Connection, uri, options) {
    this.on('commandStarted', started);
    this.on('commandSucceeded', succeeded);
    return open.call(this, uri, { ...options, monitorCommands: true });
  };
}

function keyOf(message: unknown): object {
  const { request } = z.object({ request: z.custom<object>((value) => typeof value === 'object') }).parse(message);
  return request;
}
