/** The result of a search through the journal of all lives. */
export interface Found {
  /** Keys given to somebody. */
  readonly given: number;
  readonly givenTwice: number;
  /** Events of transactions that were answered with 200. */
  readonly acknowledged: number;
  readonly lost: number;
  readonly delivered: number;
  /** Deliveries of an event that had been delivered before. */
  readonly deliveredAgain: number;
  /** Events whose first delivery came after that of a later one of the same sender. */
  readonly outOfOrder: number;
}

/** Looks for keys given twice, and for acknowledged events that were lost or came out of order. */
export function search(journal: string): Found {
  const given = new Map<string, number>();
  const acknowledged = new Set<string>();
  const delivered = new Map<string, number>();
  /** Of each sender the number of the latest event that was delivered. */
  const latest = new Map<string, number>();
  let outOfOrder = 0;
  for (const line of journal.split('\n')) {
    const [what, id = ''] = line.split(' ');
    if (what === 'given') given.set(id, (given.get(id) ?? 0) + 1);
    if (what === 'acknowledged') acknowledged.add(id);
    if (what !== 'delivered') continue;
    const before = delivered.get(id) ?? 0;
    delivered.set(id, before + 1);
    if (before > 0) continue;
    const { sender, number } = placeOf(id);
    if (number < (latest.get(sender) ?? -1)) outOfOrder++;
    else latest.set(sender, number);
  }
  const deliveries = [...delivered.values()].reduce((sum, count) => sum + count, 0);
  return {
    given: given.size,
    givenTwice: [...given.values()].filter((count) => count > 1).length,
    acknowledged: acknowledged.size,
    lost: [...acknowledged].filter((id) => !delivered.has(id)).length,
    delivered: delivered.size,
    deliveredAgain: deliveries - delivered.size,
    outOfOrder,
  };
}

/** `$life.thread.transaction.event`, as life.mjs calls them: a sender sends the next transaction once one is acknowledged. */
function placeOf(eventId: string): { readonly sender: string; readonly number: number } {
  const [life = '', thread = '', transaction, event] = eventId.slice(1).split('.');
  return { sender: `${life}.${thread}`, number: Number(transaction) * 10 + Number(event) };
}
