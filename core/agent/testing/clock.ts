/** A time that only tests move. */
export function createClock(start = '2026-03-02T09:00:00Z') {
  let at = new Date(start).getTime();
  return {
    now: () => new Date(at),
    pass(ms: number) {
      at += ms;
    },
  };
}
export type Clock = ReturnType<typeof createClock>;
