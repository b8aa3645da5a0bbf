/** A first-in, first-out queue, as fast for a million members as for one. */
interface Queue<Member> {
  readonly length: number;
  add(member: Member): void;
  /** Takes the oldest member out of the queue. */
  take(): Member | undefined;
  /** Puts back a taken member, which is the oldest again. */
  putBack(member: Member): void;
}

/** Makes an empty queue. Its members may be anything but `undefined`. */
export function createQueue<Member>(): Queue<Member> {
  // `shift` moves the whole of a long array; finding the first member of a Map with many deleted ones is slow, too.
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
