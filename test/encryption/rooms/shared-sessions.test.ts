import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/json-objects.js';
import type { Machine } from '../../../src/encryption/machine/machine.js';
import { createSharedSessions, type ShareGrounds } from '../../../src/encryption/rooms/shared-sessions.js';

const room = '!room:example.org';
// Machines are told apart, and nothing of them is used.
const machine = { userId: '@irc_ann:example.org' } as Machine;
const grounds: ShareGrounds = {
  members: { joined: new Set(['@bob:example.org']), invited: new Set(), historyVisibility: 'shared' },
  encryption: { algorithm: 'm.megolm.v1.aes-sha2', learnedFrom: 'event' },
  told: 1,
  changes: 3,
};

/** Content of a message as the library writes it, as far as it is read: the index stands behind version and tag. */
function message(index: number, sessionId = 'session'): JsonObject {
  return { session_id: sessionId, ciphertext: btoa(String.fromCharCode(3, 8, index, 0, 0, 0)) };
}

/** A session that was shared at 0 and has encrypted messages up to an index. */
function shared(upTo = 0) {
  const clock = { now: 0 };
  const sessions = createSharedSessions({ epochMs: () => clock.now, monotonicMs: () => clock.now });
  sessions.noteShared(machine, room, grounds);
  for (let index = 0; index <= upTo; index++) sessions.noteEncrypted(machine, room, message(index), 0);
  return {
    clock,
    sessions,
    isShared: (others: Partial<ShareGrounds> = {}) => sessions.isShared(machine, room, { ...grounds, ...others }),
  };
}

describe('a room session', () => {
  it('that nothing was left to share of is not looked at again for the next message (E2)', () => {
    expect(shared().isShared()).toBe(true);
  });

  it('is, before its first message, and in another room or by another machine (E2)', () => {
    const sessions = createSharedSessions({ epochMs: () => 0, monotonicMs: () => 0 });
    sessions.noteShared(machine, room, grounds);
    expect(sessions.isShared(machine, room, grounds)).toBe(false);
    const { sessions: known } = shared();
    expect(known.isShared(machine, '!other:example.org', grounds)).toBe(false);
    expect(known.isShared({ ...machine }, room, grounds)).toBe(false);
  });

  it('is, where the members were asked for again, the machine was told something, devices have changed, or the room has other periods (E2)', () => {
    const { isShared } = shared();
    expect(isShared({ members: { ...grounds.members } })).toBe(false);
    expect(isShared({ told: 2 })).toBe(false);
    expect(isShared({ changes: 4 })).toBe(false);
    expect(isShared({ encryption: { ...grounds.encryption, rotationPeriodMs: 3_600_000 } })).toBe(false);
    expect(isShared({ encryption: { ...grounds.encryption, rotationPeriodMessages: 100 } })).toBe(false);
    expect(isShared({ encryption: { ...grounds.encryption } })).toBe(true);
  });

  it('is, a minute later: a device may have keys that it lacked (E2)', () => {
    const { clock, isShared } = shared();
    clock.now = 59_999;
    expect(isShared()).toBe(true);
    clock.now = 60_000;
    expect(isShared()).toBe(false);
  });

  it('is, when it has encrypted as many messages as it may, by default a hundred (E2)', () => {
    expect(shared(98).isShared()).toBe(true);
    expect(shared(99).isShared()).toBe(false);
  });

  it('is, well before it is too old, and where the clock was set back (E2)', () => {
    const { clock, sessions } = shared();
    const encryption = { ...grounds.encryption, rotationPeriodMs: 3_600_000 };
    const at = (now: number): boolean => {
      clock.now = now;
      sessions.noteShared(machine, room, { ...grounds, encryption });
      return sessions.isShared(machine, room, { ...grounds, encryption });
    };
    expect(at(3_600_000 - 60_001)).toBe(true);
    expect(at(3_600_000 - 60_000)).toBe(false);
    expect(at(-1)).toBe(false);
  });

  it('is, where its age is not known, since an earlier process has made it (E2)', () => {
    const sessions = createSharedSessions({ epochMs: () => 0, monotonicMs: () => 0 });
    sessions.noteShared(machine, room, grounds);
    sessions.noteEncrypted(machine, room, message(5), 0);
    expect(sessions.isShared(machine, room, grounds)).toBe(false);
    sessions.noteEncrypted(machine, room, message(0, 'next'), 0);
    expect(sessions.isShared(machine, room, grounds)).toBe(true);
  });

  it('is, where a message does not tell its index (E2)', () => {
    const { sessions, isShared } = shared();
    sessions.noteEncrypted(machine, room, { session_id: 'session', ciphertext: 'AAAA' }, 0);
    expect(isShared()).toBe(false);
  });

  it('seems over once it has encrypted as many messages as it may, or is too old, and not where nothing is known of it (E2)', () => {
    const seemsOver = ({ sessions }: ReturnType<typeof shared>): boolean =>
      sessions.seemsOver(machine, room, grounds.encryption);
    expect(seemsOver(shared(98))).toBe(false);
    expect(seemsOver(shared(99))).toBe(true);
    const young = shared();
    young.clock.now = 7 * 24 * 3_600_000 - 60_001;
    expect(seemsOver(young)).toBe(false);
    young.clock.now++;
    expect(seemsOver(young)).toBe(true);
    expect(young.sessions.seemsOver(machine, '!other:example.org', grounds.encryption)).toBe(false);
  });

  it('seems over once, since the library may keep it, and so may the next one (E2)', () => {
    const { sessions } = shared(99);
    const seemsOver = (): boolean => sessions.seemsOver(machine, room, grounds.encryption);
    expect([seemsOver(), seemsOver()]).toEqual([true, false]);
    sessions.noteEncrypted(machine, room, message(100), 0);
    expect(seemsOver()).toBe(false);
    for (let index = 0; index <= 99; index++) sessions.noteEncrypted(machine, room, message(index, 'next'), 0);
    expect([seemsOver(), seemsOver()]).toEqual([true, false]);
  });
});
