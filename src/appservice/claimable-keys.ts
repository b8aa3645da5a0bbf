/** First in, first out, and as fast for a million members as for one. */
interface Queue<Member> {
  readonly length: number;
  add(member: Member): void;
  /** The oldest member; it is not in the queue any more. */
  take(): Member | undefined;
  /** Takes back a member that was taken and not used: it is the oldest again. */
  putBack(member: Member): void;
}

/** Makes an empty queue. Its members may be anything but `undefined`. */
export function createQueue<Member>(): Queue<Member> {
  // `shift` moves the whole array once it is long; so does the search for the first member of a Map with many deleted.
  let members: Member[] = [];
  let next = 0;
  /** Keys that were put back, the oldest last. */
  const returned: Member[] = [];

  function takeNext(): Member | undefined {
    const member = members[next];
    if (member === undefined) return undefined;
    next += 1;
    if (next * 2 >= members.length) {
      members = members.slice(next);
      next = 0;
    }
    return member;
  }

  return {
    get length() {
      return returned.length + members.length - next;
    },
    add: (member) => {
      members.push(member);
    },
    take: () => returned.pop() ?? takeNext(),
    putBack: (member) => {
      returned.push(member);
    },
  };
}
