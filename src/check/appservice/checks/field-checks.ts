import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import type { AppserviceWorld } from '../appservice-world.js';
import { timesToldOf, withoutDelivery, withoutObservation } from '../observing.js';
import { works, missing, otherName } from '../../outcomes.js';
import { namesOf, type SpelledField, type TransactionMarks } from '../probe-transactions.js';

/** Checks of the names of a transaction's fields. They send nothing, and come after all that do. */
export const fieldChecks: readonly Check<AppserviceWorld>[] = [
  fieldCheck('to_device', 'toDevice', { title: 'to-device messages', proposal: 'MSC4203', needed: true }),
  fieldCheck('device_lists', 'changed', { title: 'device lists', proposal: 'MSC3202', needed: true }),
  fieldCheck('device_one_time_keys_count', 'counts', {
    title: 'one-time key counts',
    proposal: 'MSC3202',
    needed: true,
  }),
  fieldCheck('device_unused_fallback_key_types', 'fallback', {
    title: 'unused fallback key types',
    proposal: 'MSC3202',
    needed: false,
  }),
  fieldCheck('ephemeral', 'ephemeral', { title: 'typing, receipts and presence', proposal: 'MSC2409', needed: false }),
];

/** Makes the check of a field under its names. */
function fieldCheck(
  field: SpelledField,
  place: keyof TransactionMarks,
  about: Pick<Check<AppserviceWorld>, 'title' | 'proposal' | 'needed'>,
): Check<AppserviceWorld> {
  return {
    ...about,
    id: field.replaceAll('_', '-'),
    rules: ['T1'],
    does: 'Looks for the field of transactions under each of its names in what the application was told, or for a refused malformed value.',
    expects: 'It is read under the stable name, and under the unstable one, which homeservers send today.',
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const why = withoutDelivery(world);
      if (why) return why;
      const names = namesOf(field);
      const blind = withoutObservation(world);
      const [stable, unstable] = blind
        ? names.map((name) => world.state.refusedNames.has(name))
        : [(await timesToldOf(world, 'stable', place)) > 0, (await timesToldOf(world, 'unstable', place)) > 0];
      if (stable === true && unstable === true) return works();
      if (unstable === true) return otherName('under the unstable name alone');
      if (stable === true) return missing('under the stable name alone, which homeservers do not send yet');
      return blind ?? missing('under neither name');
    },
  };
}
