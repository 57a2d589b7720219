import type { z } from 'zod';

/** Changes nothing anywhere, changes something at the vendor, or says something to a person (a note, a reply). */
export type ToolEffect = 'read' | 'write' | 'message';

export type Policy = 'auto' | 'approval_needed' | 'disabled';

/** Whom or what a call acts on, so that the harness can check it against the ticket. */
export type Subject =
  /** All of the client, as the mapping says; nothing in the arguments chooses whom. */
  | { kind: 'client'; ref?: undefined; argument?: undefined }
  | {
      /** `other`: what belongs to no client, like the MSP's own boards, and what has no kind of its own. */
      kind: 'user' | 'ticket' | 'group' | 'device' | 'company' | 'other';
      /** As given in the arguments: UPN, e-mail, object id, ticket id. */
      ref: string;
      /** The argument that holds `ref`, where the tool takes an object id in its place: a plan then acts on the frozen id. */
      argument?: string;
    };

/** Keeps a secret that a tool made or was given; gives back only a reference, fit for notes and records. */
export interface SecretKeeper {
  /**
   * `label`: what it is, in mid-sentence words ("new password"); `subject`: whose it is, as people name them. `stored`: it was
   * looked up and stays where it is kept, so that nobody needs it any more once a later step was handed it.
   */
  keep(secret: { label: string; value: string; subject: string; stored?: boolean }): Promise<{ secretId: string }>;
  /**
   * The value of a secret that an earlier step of the same run kept, for a tool that hands it on to a vendor and to nobody
   * else. Throws NotFound for any other reference, and for one that has expired.
   */
  open?(secretId: string): Promise<string>;
}

/** Where a tool call takes place. A tool cannot be run without one; targets come from here, never from the model. */
export interface ToolScope {
  clientId: string;
  /** What this client is called at this tool's integration: PSA company id, Microsoft tenant id. */
  mapping: string;
  ticketId?: string;
  runId?: string;
  secrets: SecretKeeper;
  signal?: AbortSignal;
}

export interface ToolResult {
  /** JSON for the model and the activity record; never holds a secret. */
  output: unknown;
  /** One plain sentence for a technician: what was found or done. */
  summary: string;
  /** References of secrets that were kept. */
  secretIds?: readonly string[];
}

/** What a change would meet if it were made now. */
export interface Preview {
  /** Why it would be refused, as one plain sentence that a technician can act on; absent: nothing stands in the way. */
  problem?: string;
  /** What the step will do, with the names that object ids stand for; in the place of what `describe` says. */
  sentence?: string;
}

/** Has it already happened? Asked by reading back when the outcome of a write is unknown. */
export type Observation = 'happened' | 'not_happened' | 'unknown';

interface AnyTool<Input> {
  /** `integration:tool-name`. */
  name: string;
  /** For the model and for people. */
  description: string;
  input: z.ZodType<Input>;
  /** Set where the product's default differs from what the effect gives. */
  defaultPolicy?: Policy;
  /**
   * What these very arguments ask for at least, e.g. approval for a note that the customer sees. It only makes a policy
   * stricter, whoever set it.
   */
  policyFor?(args: Input): Policy;
  /** The JSON Schema that a model is shown, where it says more than `input` can. */
  parameters?: Readonly<Record<string, unknown>>;
  /**
   * Identifies what the tool is where a vendor can change that: whatever is planned is planned for this one, and another one
   * of the same name is not run in its place. Absent: the tool is part of the program.
   */
  pin?: string;
  /** Why each call needs an approval, whatever tables say; one plain sentence without a full stop. Absent: it does not. */
  approvalBecause?: string;
  /** Credentials, MFA, access, payment, admin rights: such a step demands that the requester is verified. */
  sensitive?: boolean;
  /**
   * It changes how somebody proves who they are (second factors, access passes): the factor itself proves no such request.
   */
  changesFactors?: boolean;
  /** It never acts on somebody who holds an admin role: a plan with such a target is turned down. */
  sparesAdmins?: boolean;
  subject(args: Input): Subject;
  /** Throws VendorError; anything else is a defect. */
  run(scope: ToolScope, args: Input): Promise<ToolResult>;
}

/** Only looks. There is nothing to read back or to take back. */
export interface ReadTool<Input = unknown> extends AnyTool<Input> {
  effect: 'read';
  /** One plain sentence with the literal arguments, where the description does not say enough. */
  describe?(args: Input): string;
  observe?: never;
  undo?: never;
  creates?: never;
  preview?: never;
  previewsDeferred?: never;
}

/** Changes something or says something; it can be read back, and a person is told how to take it back. */
export interface ChangingTool<Input = unknown> extends AnyTool<Input> {
  effect: 'write' | 'message';
  /** One plain sentence with the literal arguments: what the step will do. For notes. */
  describe(args: Input): string;
  /**
   * Looks, with reads only, what the change would meet; asked while planning, so that nobody is asked to approve what cannot
   * be done. `run` checks all of it again. Throws VendorError.
   */
  preview?(scope: ToolScope, args: Input): Promise<Preview>;
  /**
   * Its preview also looks at what is known while the argument that names the subject still refers to an earlier step
   * (`${steps.1.id}`): whether a licence is free, what a group is called.
   */
  previewsDeferred?: boolean;
  /** `since`: when the write was first sent. */
  observe(scope: ToolScope, args: Input, since: Date): Promise<Observation>;
  /**
   * How a person takes it back; empty where there is nothing to. `output` is what the call gave, with names for what the
   * arguments may say by id; undefined where only reading back told that it took place.
   */
  undo(args: Input, output?: unknown): string;
  /** What a call brought into being, by its output, so that a later step may act on it by reference. */
  creates?(output: unknown): Subject | undefined;
}

/** One action of an integration. */
export type Tool<Input = unknown> = ReadTool<Input> | ChangingTool<Input>;

/** Keeps a tool's input type inside, so that tools of different inputs live in one list. */
export function defineTool<Input>(tool: Tool<Input>): Tool {
  const parse = (args: unknown) => tool.input.parse(args);
  const common = {
    name: tool.name,
    description: tool.description,
    input: tool.input,
    ...(tool.defaultPolicy ? { defaultPolicy: tool.defaultPolicy } : {}),
    ...(tool.policyFor ? { policyFor: (args: unknown) => tool.policyFor?.(parse(args)) ?? 'approval_needed' } : {}),
    ...(tool.parameters ? { parameters: tool.parameters } : {}),
    ...(tool.pin ? { pin: tool.pin } : {}),
    ...(tool.approvalBecause ? { approvalBecause: tool.approvalBecause } : {}),
    ...(tool.sensitive ? { sensitive: true } : {}),
    ...(tool.changesFactors ? { changesFactors: true } : {}),
    ...(tool.sparesAdmins ? { sparesAdmins: true } : {}),
    subject: (args: unknown) => tool.subject(parse(args)),
    run: (scope: ToolScope, args: unknown) => tool.run(scope, parse(args)),
  };
  if (tool.effect === 'read') {
    const describe = (args: unknown) => tool.describe?.(parse(args)) ?? tool.description;
    return { ...common, effect: tool.effect, ...(tool.describe ? { describe } : {}) };
  }
  return {
    ...common,
    effect: tool.effect,
    describe: (args) => tool.describe(parse(args)),
    observe: async (scope, args, since) => tool.observe(scope, parse(args), since),
    undo: (args, output) => tool.undo(parse(args), output),
    ...(tool.preview
      ? { preview: async (scope: ToolScope, args: unknown) => (await tool.preview?.(scope, parse(args))) ?? {} }
      : {}),
    ...(tool.previewsDeferred ? { previewsDeferred: true } : {}),
    ...(tool.creates ? { creates: (output: unknown) => tool.creates?.(output) } : {}),
  };
}
