/** The longest a timer can take, in milliseconds: about 25 days. Beyond it a timer fires at once. */
export const longestTimerMs: number = 2 ** 31 - 1;
