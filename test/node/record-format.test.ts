import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeRecords, encodeRecord, headerOf } from '../../src/node/record-format.js';

const bytesOf = (records: readonly unknown[]): Buffer =>
  Buffer.from(headerOf('claims') + records.map(encodeRecord).join(''));

it('a record is a line with a CRC-32, and the first line names kind and version', () => {
  expect(headerOf('claims')).toBe('matrix-encrypted-appservice claims 1\n');
  // The check value of CRC-32 is that of the digits 1 to 9.
  expect(encodeRecord(123456789)).toBe('cbf43926 123456789\n');
});

it('reads what was written, and of a file that was cut at any byte the records that are whole', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { maxLength: 4 }), (values) => {
      const records = values.map((value) => JSON.parse(JSON.stringify(value)) as unknown);
      const ends = records.map((_, n) => bytesOf(records.slice(0, n + 1)).length);
      const bytes = bytesOf(records);
      for (let length = 0; length <= bytes.length; length++) {
        const whole = ends.filter((end) => end <= length);
        const wholeBytes = length < headerOf('claims').length ? 0 : (whole.at(-1) ?? headerOf('claims').length);
        const decoded = decodeRecords(bytes.subarray(0, length), 'claims');
        expect(decoded).toEqual({ records: records.slice(0, whole.length), wholeBytes });
      }
    }),
    { numRuns: 30 },
  );
});

it('leaves out a last record of which any byte is wrong', () => {
  const good = bytesOf([['a']]);
  const bytes = bytesOf([['a'], ['b']]);
  for (let at = good.length; at < bytes.length; at++) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] ?? 0) ^ 0x11;
    expect(decodeRecords(damaged, 'claims')).toEqual({ records: [['a']], wholeBytes: good.length });
  }
});

it('leaves out a last record that is zeros or not UTF-8', () => {
  const good = bytesOf([['a']]);
  for (const tail of [Buffer.alloc(40), Buffer.from([0xff, 0xfe, 0x0a])]) {
    expect(decodeRecords(Buffer.concat([good, tail]), 'claims').wholeBytes).toBe(good.length);
  }
});

it('refuses a file whose damage is followed by other records, and quotes nothing of it', () => {
  const bytes = bytesOf([['secret'], ['b']]);
  bytes[headerOf('claims').length + 12] = 0x21;
  expect(() => decodeRecords(bytes, 'claims')).toThrow(`the record at byte ${headerOf('claims').length} is damaged`);
});

it.each(['# a file of somebody else\n', headerOf('transactions'), 'matrix-encrypted-appservice claims 2\n'])(
  'refuses a file that begins with %j',
  (text) => {
    expect(() => decodeRecords(Buffer.from(`${text}more`.padEnd(80)), 'claims')).toThrow('not a file of claims');
  },
);
