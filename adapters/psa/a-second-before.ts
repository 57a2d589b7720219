/** Filters of PSAs know whole seconds only, so one second more is asked for; what comes twice does no harm. */
export function aSecondBefore(time: Date): Date {
  return new Date(time.getTime() - 1000);
}
