/**
 * Gives the JSON pointer to what is being read. It is made when it is asked for, since nearly everything that is read gives no
 * cause to point at it.
 */
export type Where = () => string;
