import { describe, expect, it } from 'vitest';
import { readImpersonator, withoutImpersonator } from '../src/impersonator.js';
import { deepFreeze } from './helpers/deep-freeze.js';
import {
  countedImpersonators,
  draftExamples,
  ghost,
  ghostDevice,
  ignoredImpersonators,
  impersonatorFields,
  puppet,
} from './helpers/impersonated.js';

const [stableName = '', draftName = ''] = impersonatorFields;
const embedded = ghostDevice().impersonator;

describe('readImpersonator', () => {
  it.each(impersonatorFields)(
    'reads both examples of the draft, with the impersonator under %s (rule M7a)',
    (field) => {
      const { device_keys } = draftExamples(field);
      for (const device of [device_keys[ghost]?.['ZVYTEW6WS0'], device_keys[puppet]?.['S9ON0B1TCA']]) {
        expect(readImpersonator(device ?? {})).toEqual({ field, impersonator: embedded, fault: undefined });
      }
    },
  );

  it.each(countedImpersonators)('takes %s (M7a, S4)', (_what, changes) => {
    const read = readImpersonator(deepFreeze(ghostDevice(changes)));
    expect(read).toMatchObject({ impersonator: embedded, fault: undefined });
  });

  it.each(ignoredImpersonators)(
    'counts no impersonator of a device with %s, and says why (M7a)',
    (_what, changes, field) => {
      const read = readImpersonator(deepFreeze(ghostDevice(changes)));
      expect(read).toEqual({
        field,
        impersonator: undefined,
        fault: expect.objectContaining({ message: expect.stringMatching(/./) as string }) as object,
      });
    },
  );

  it.each([
    ['none', { [stableName]: undefined }],
    ['null', { [stableName]: null }],
    ['null under both names', { [stableName]: null, [draftName]: null }],
  ])('finds no impersonator where there is %s, and no fault (S4)', (_what, changes) => {
    expect(readImpersonator(ghostDevice(changes))).toBeUndefined();
  });

  it('reads own fields alone (M6)', () => {
    const heir = Object.create({ impersonator: embedded }) as object;
    expect(readImpersonator({ ...Object.assign(heir, { algorithms: [], keys: {} }) })).toBeUndefined();
    expect(
      readImpersonator(Object.assign(heir, { algorithms: [], keys: {} }) as Record<string, unknown>),
    ).toBeUndefined();
    const halfHeir = Object.assign(Object.create({ algorithms: [], keys: {} }) as object, { impersonator: embedded });
    expect(readImpersonator(halfHeir as Record<string, unknown>)).toMatchObject({ impersonator: undefined });
  });

  it('compares two names that nest very deep without running out of stack (S2)', () => {
    const deep = (): unknown => JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`);
    const device = ghostDevice({
      impersonator: { ...embedded, deep: deep() },
      [draftName]: { ...embedded, deep: deep() },
    });
    expect(readImpersonator(device)?.fault).toBeUndefined();
  });
});

describe('withoutImpersonator', () => {
  it('leaves both names out, and everything else as it is', () => {
    const device = deepFreeze(ghostDevice({ [draftName]: embedded, 'org.example.more': 1 }));
    const { impersonator: _, [draftName]: _draft, ...rest } = device as Record<string, unknown>;
    expect(withoutImpersonator(device)).toEqual(rest);
  });
});
