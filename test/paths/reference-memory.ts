/**
 * Rules N3 to N6 once more, written down from openapi/behaviour.md and not from the code, for comparison with it. Nothing here is
 * asynchronous: a call is begun, goes from answer to answer, and ends.
 */

/** What an answer says about the route and the appservice (N2). `aborted`: the caller did not wait for it. */
export type Meaning = 'known' | 'unknown route' | 'failure' | 'aborted';

/** Which path the documents ask first, and which the caller does. */
export interface PathOrder {
  readonly paths: readonly string[];
  readonly preferred: string | undefined;
}

/** A call that goes on. Each of its paths is asked once the one before has turned out to be unknown. */
export interface ReferenceCall {
  readonly about: string;
  readonly order: readonly string[];
  readonly knowledge: Knowledge;
  readonly isProbe: boolean;
  asked: number;
}

/** How a call ends, or that another path is asked now. */
export type Step = 'answered' | 'no path is known' | 'failed' | 'aborted' | 'asks on';

/** Why nothing is asked. While another call probes, the time has passed. */
export interface Refusal {
  readonly reason: 'unknown-route' | 'failing';
  readonly retryAtMs: number;
}

/** What is known of one operation of one appservice, replaced whenever anything is learnt. */
export interface Knowledge {
  readonly path?: string;
  readonly backOff?: { readonly lengthMs: number; readonly retryAtMs: number };
  readonly pause?: { readonly failures: number; readonly retryAtMs: number };
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** What the rules say that is remembered. */
export class ReferenceMemory {
  /** What happened at all, to tell whether the sequences of a test reach it. */
  readonly seen: Set<string>;
  readonly #known = new Map<string, Map<string, Knowledge>>();
  readonly #probed = new Set<Knowledge>();

  constructor(seen: Set<string>) {
    this.seen = seen;
  }

  /** "While backing off no request is sent"; when the time has passed "one request probes, and concurrent ones do not" (N5, N6). */
  begin(appservice: string, operation: string, order: PathOrder, nowMs: number): ReferenceCall | Refusal {
    const knowledge = this.#about(appservice, operation);
    const { path, backOff, pause } = knowledge;
    if (backOff !== undefined && nowMs < backOff.retryAtMs) return this.#refuse('unknown-route', backOff);
    if (pause !== undefined && nowMs < pause.retryAtMs) return this.#refuse('failing', pause);

    const wait = pause ?? backOff;
    if (wait !== undefined && this.#probed.has(knowledge)) {
      this.seen.add('refused beside a probe');
      return { reason: pause ? 'failing' : 'unknown-route', retryAtMs: wait.retryAtMs };
    }
    if (wait !== undefined) this.#probed.add(knowledge);
    if (path !== undefined) this.seen.add('asked on the remembered path');
    const { paths, preferred } = order;
    // N4: "the next request goes straight there".
    const first = path ?? preferred ?? paths[0] ?? '';
    return {
      about: JSON.stringify([appservice, operation]),
      order: [first, ...paths.filter((other) => other !== first)],
      knowledge,
      isProbe: wait !== undefined,
      asked: 1,
    };
  }

  /** Takes in what the path says that a call asks at the time. */
  take(call: ReferenceCall, meaning: Meaning, nowMs: number, random: number): Step {
    const [appservice = '', operation = ''] = JSON.parse(call.about) as string[];
    // N3: "Only an unknown route makes the other path be tried."
    if (meaning === 'unknown route' && call.asked < call.order.length) {
      if (call.knowledge.path !== undefined) this.seen.add('the remembered path became unknown');
      call.asked += 1;
      return 'asks on';
    }
    if (call.isProbe) this.#probed.delete(call.knowledge);

    const path = call.order[call.asked - 1] ?? '';
    // What came after the call began is newer than what the call finds out to the appservice's disadvantage.
    const isCurrent = this.#about(appservice, operation) === call.knowledge;
    if (!isCurrent) this.seen.add(`${meaning}, late`);
    const { backOff, pause } = call.knowledge;
    switch (meaning) {
      case 'known':
        this.#learn(appservice, operation, { path });
        return 'answered';
      case 'unknown route': {
        const lengthMs = Math.min(backOff === undefined ? 5 * minuteMs : backOff.lengthMs * 2, dayMs);
        const waitMs = Math.min(Math.round(lengthMs * (1 + random / 5)), dayMs);
        if (isCurrent) this.#learn(appservice, operation, { backOff: { lengthMs, retryAtMs: nowMs + waitMs } });
        if (isCurrent && backOff !== undefined) this.seen.add('back-off doubled');
        return 'no path is known';
      }
      case 'failure': {
        const failures = (pause?.failures ?? 0) + 1;
        const waitMs = Math.min(2 ** failures * 1000, 8 * minuteMs);
        if (isCurrent) {
          const next = { failures, retryAtMs: nowMs + waitMs };
          this.#learn(appservice, operation, { ...call.knowledge, pause: next });
        }
        if (isCurrent && failures > 2) this.seen.add('pause of 8 seconds or more');
        if (isCurrent && backOff !== undefined) this.seen.add('the probe of a back-off failed');
        return 'failed';
      }
      case 'aborted':
        return 'aborted';
    }
  }

  /** "Forgets what the appservice answered": its registration is loaded anew, or it has answered a ping (N5). */
  forget(appservice: string): void {
    this.#known.delete(appservice);
  }

  /** What another process knows that was given a snapshot: pauses are not in it. */
  restarted(): ReferenceMemory {
    const other = new ReferenceMemory(this.seen);
    for (const [appservice, operations] of this.#known) {
      for (const [operation, { path, backOff }] of operations) {
        const known = { ...(path === undefined ? {} : { path }), ...(backOff === undefined ? {} : { backOff }) };
        other.#learn(appservice, operation, known);
      }
    }
    return other;
  }

  /** Every moment after `nowMs` at which a wait ends. */
  waitsUntil(nowMs: number): number[] {
    const known = [...this.#known.values()].flatMap((operations) => [...operations.values()]);
    return known
      .flatMap(({ backOff, pause }) => [backOff?.retryAtMs, pause?.retryAtMs])
      .filter((retryAtMs) => retryAtMs !== undefined && retryAtMs > nowMs) as number[];
  }

  #refuse(reason: Refusal['reason'], { retryAtMs }: { readonly retryAtMs: number }): Refusal {
    this.seen.add(`refused, ${reason}`);
    return { reason, retryAtMs };
  }

  #about(appservice: string, operation: string): Knowledge {
    const known = this.#known.get(appservice)?.get(operation);
    if (known !== undefined) return known;
    const nothing = {};
    this.#learn(appservice, operation, nothing);
    return nothing;
  }

  #learn(appservice: string, operation: string, knowledge: Knowledge): void {
    const operations = this.#known.get(appservice) ?? new Map<string, Knowledge>();
    operations.set(operation, knowledge);
    this.#known.set(appservice, operations);
  }
}
