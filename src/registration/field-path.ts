/** The most steps of a path that are shown: a hostile one can be of any length. */
const mostSteps = 8;

/**
 * Names a field by the steps that lead to it from the top of a registration: `namespaces.users[0].regex`.
 *
 * A step that is not made of words, as names of fields are, is not shown: a slip of the pen may have made a name of a token (S5).
 */
export function fieldOf(steps: readonly (string | number)[]): string {
  const shown = steps.slice(0, mostSteps).map((step, i) => {
    if (/^\d+$/.test(String(step))) return `[${step}]`;
    const name = String(step).length <= longestName && fieldName.test(String(step)) ? step : '…';
    return i === 0 ? name : `.${name}`;
  });
  return `${shown.join('')}${steps.length > mostSteps ? '…' : ''}`;
}

const longestName = 60;

/** `rate_limited`, or what a draft calls a field. */
const fieldName = /^(?:[A-Za-z]{1,20}|msc\d+)(?:[._-](?:[A-Za-z]{1,20}|msc\d+))*$/;
