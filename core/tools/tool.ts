import type { z } from 'zod';

export type ToolEffect =
  /** Changes nothing anywhere. */
  | 'read'
  /** Changes something at the vendor. */
  | 'write'
  /** Says something to a person (a note, a reply). */
  | 'message';

export type Policy = 'auto' | 'approval_needed' | 'disabled';

/** Whom or what a call acts on, so that the harness can check it against the ticket. */
export interface Subject {
  kind: 'user' | 'ticket' | 'group' | 'device' | 'company' | 'other';
  /** As given in the arguments: UPN, e-mail, object id, ticket id. */
  ref: string;
  /** The argument that holds `ref`, where the tool takes an object id in its place: a plan then acts on the frozen id. */
  argument?: string;
}

/** Keeps a secret that a tool made or was given; gives back only a reference, fit for notes and records. */
export interface SecretKeeper {
  /** `label`: what it is, in mid-sentence words ("new password"); `subject`: whose it is, as people name them. */
  keep(secret: { label: string; value: string; subject: string }): Promise<{ secretId: string }>;
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

/** Has it already happened? Asked by reading back when the outcome of a write is unknown. */
export type Observation = 'happened' | 'not_happened' | 'unknown';

/** One action of an integration. Read tools have no `observe` and no `undo`. */
export interface Tool<Input = unknown> {
  /** `integration:tool-name`. */
  name: string;
  /** For the model and for people. */
  description: string;
  input: z.ZodType<Input>;
  effect: ToolEffect;
  /** Set where the product's default differs from what effect and verb give. */
  defaultPolicy?: Policy;
  /**
   * What these very arguments ask for at least, e.g. approval for a note that the customer sees. It only makes a policy
   * stricter, whoever set it.
   */
  policyFor?(args: Input): Policy;
  /** Credentials, MFA, access, payment, admin rights. */
  sensitive?: boolean;
  subject?(args: Input): Subject | undefined;
  /** One plain sentence with the literal arguments: what the step will do. For notes. */
  describe?(args: Input): string;
  /** Throws VendorError; anything else is a defect. */
  run(scope: ToolScope, args: Input): Promise<ToolResult>;
  /** `since`: when the write was first sent. */
  observe?(scope: ToolScope, args: Input, since: Date): Promise<Observation>;
  /** How a person takes it back. */
  undo?(args: Input): string;
}

/** Keeps a tool's input type inside, so that tools of different inputs live in one list. */
export function defineTool<Input>(tool: Tool<Input>): Tool {
  const parse = (args: unknown) => tool.input.parse(args);
  return {
    name: tool.name,
    description: tool.description,
    input: tool.input,
    effect: tool.effect,
    ...(tool.defaultPolicy ? { defaultPolicy: tool.defaultPolicy } : {}),
    ...(tool.policyFor ? { policyFor: (args: unknown) => tool.policyFor?.(parse(args)) ?? 'approval_needed' } : {}),
    ...(tool.sensitive ? { sensitive: true } : {}),
    ...(tool.subject ? { subject: (args: unknown) => tool.subject?.(parse(args)) } : {}),
    ...(tool.describe ? { describe: (args: unknown) => tool.describe?.(parse(args)) ?? tool.description } : {}),
    ...(tool.observe
      ? {
          observe: async (scope: ToolScope, args: unknown, since: Date) =>
            tool.observe?.(scope, parse(args), since) ?? 'unknown',
        }
      : {}),
    ...(tool.undo ? { undo: (args: unknown) => tool.undo?.(parse(args)) ?? '' } : {}),
    run: (scope, args) => tool.run(scope, parse(args)),
  };
}
