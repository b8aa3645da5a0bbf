/**
 * Whether a value has to be waited for. To wait for one that is there already costs a turn of the promise queue, and three of
 * them are a tenth of a small request.
 */
export function isPending(value: unknown): value is PromiseLike<unknown> {
  return (typeof value === 'object' || typeof value === 'function') && value !== null && 'then' in value;
}
