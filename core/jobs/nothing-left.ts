/** Resolves when nothing is listed any more. Throws Error with what is still listed when that takes too long. */
export async function nothingLeft(list: () => Promise<readonly string[]>, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const waiting = await list();
    if (waiting.length === 0) return;
    if (Date.now() > deadline) throw new Error(`Not settled after ${timeoutMs} ms: ${waiting.join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
