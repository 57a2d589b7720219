import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { InvalidInput } from '../errors.js';
import { createTurns } from '../jobs/turns.js';

export const PASSWORD_LENGTH = { min: 12, max: 200 } as const;

/** What a hash costs: N is 2 to the power of `log2N`; memory is about 128 * N * r bytes. */
export interface ScryptCost {
  log2N: number;
  r: number;
  p: number;
}

const COST: ScryptCost = { log2N: 17, r: 8, p: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** How many may wait for their turn. More are sent away, so that a flood costs neither memory nor the waiting of all. */
const MOST_WAITING = 20;

export interface Passwords {
  /** Text to store: `$scrypt$ln=17,r=8,p=1$salt$hash`. */
  hash(password: string): Promise<string>;
  /**
   * Whether it is the right one. Without a stored hash it is never right, and takes as long to say so. `weak`: right, but
   * hashed at a lower cost than passwords are now. Throws InvalidInput `busy` (429) when too many wait already.
   */
  verify(password: string, stored: string | undefined): Promise<{ right: boolean; weak: boolean }>;
}

/**
 * Hashes with scrypt, one at a time: at the default cost each takes 128 MiB. The cost is kept in each hash, so that it
 * can be raised.
 */
export function createPasswords({ cost = COST }: { cost?: ScryptCost } = {}): Passwords {
  const turns = createTurns();
  let waiting = 0;
  const nobodys = { cost, salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES) };

  async function derive(password: string, salt: Buffer, at: ScryptCost): Promise<Buffer> {
    if (waiting >= MOST_WAITING) {
      throw new InvalidInput('busy', 'Too many people are signing in at this moment; try again in some seconds', {
        status: 429,
        details: { retryAfter: 5 },
      });
    }
    waiting += 1;
    const endTurn = await turns.take('scrypt');
    try {
      return await deriveKey(password.normalize('NFKC'), salt, at);
    } finally {
      waiting -= 1;
      endTurn();
    }
  }

  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      return write({ cost, salt, hash: await derive(password, salt, cost) });
    },
    async verify(password, stored) {
      const known = stored === undefined ? undefined : read(stored);
      const { cost: at, salt, hash } = known ?? nobodys;
      const same = timingSafeEqual(await derive(password, salt, at), hash);
      const right = same && known !== undefined;
      return { right, weak: right && (at.log2N < cost.log2N || at.r < cost.r || at.p < cost.p) };
    },
  };
}

/** Throws InvalidInput `weak_password` with what is wrong about a new password. */
export function assertGoodPassword(password: string, owner: { email: string; name: string }): void {
  const problem = weaknessOf(password, owner);
  if (problem) {
    throw new InvalidInput('weak_password', `The password ${problem}`, {
      details: { problems: [`password: ${problem}`] },
    });
  }
}

function weaknessOf(password: string, { email, name }: { email: string; name: string }): string | undefined {
  const { length } = [...password.normalize('NFKC')];
  if (length < PASSWORD_LENGTH.min) return `has fewer than ${PASSWORD_LENGTH.min} characters`;
  if (length > PASSWORD_LENGTH.max) return `has more than ${PASSWORD_LENGTH.max} characters`;
  const plain = lettersOf(password);
  const [mailbox = ''] = email.split('@', 1);
  if ([email, mailbox, name].some((known) => lettersOf(known) === plain)) return 'is the name or the e-mail address';
  if (new Set(password).size < 4) return 'is the same few characters over and over';
  return undefined;
}

function lettersOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s._-]/g, '');
}

interface Hash {
  cost: ScryptCost;
  salt: Buffer;
  hash: Buffer;
}

function write({ cost: { log2N, r, p }, salt, hash }: Hash): string {
  return `$scrypt$ln=${log2N},r=${r},p=${p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

function read(stored: string): Hash {
  const parts = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored);
  if (!parts) throw new Error('A stored password is not in a known format');
  const [, log2N, r, p, salt = '', hash = ''] = parts;
  return {
    cost: { log2N: Number(log2N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
}

function deriveKey(password: string, salt: Buffer, { log2N, r, p }: ScryptCost): Promise<Buffer> {
  const N = 2 ** log2N;
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
