/** Moves the clock of this process, for everything in it that asks for the date: our code, and the library's. */
export function shiftClock(shiftMs: number): void {
  const Real = Date;
  const now = (): number => Real.now() + shiftMs;
  globalThis.Date = new Proxy(Real, {
    construct: (_, given: unknown[], target) =>
      Reflect.construct(Real, given.length > 0 ? given : [now()], target) as object,
    get: (_, name) => (name === 'now' ? now : Reflect.get(Real, name)) as unknown,
  });
}
