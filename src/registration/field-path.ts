/** How much of a path is shown: a hostile one can be as long as it likes. */
const mostSteps = 8;

/**
 * Names a field by the steps that lead to it from the top of a registration: `namespaces.users[0].regex`.
 *
 * A step that does not look like the name of a field is not shown, since a slip of the pen may have made a name of a token (S5).
 */
export function fieldOf(steps: readonly (string | number)[]): string {
  const shown = steps.slice(0, mostSteps).map((step, i) => {
    if (/^\d+$/.test(String(step))) return `[${step}]`;
    const name = /^[\w.-]{1,60}$/.test(String(step)) ? step : '…';
    return i === 0 ? name : `.${name}`;
  });
  return `${shown.join('')}${steps.length > mostSteps ? '…' : ''}`;
}
