/** What a call rejects with; `undefined` where it does not. */
export function reasonOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}
