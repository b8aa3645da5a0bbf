/** Runs work after all earlier work of the same name. Work of different names runs at the same time. */
export type InOrder = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Makes a queue for each name. Work that fails does not keep later work from running, and a queue that is empty takes no memory. */
export function createInOrder(): InOrder {
  const last = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const working = (last.get(name) ?? Promise.resolve()).then(work, work);
    last.set(name, working);
    try {
      return await working;
    } finally {
      if (last.get(name) === working) last.delete(name);
    }
  };
}
