/**
 * Gives the JSON pointer to what is being read. It is made when it is asked for, since nearly everything that is read gives no
 * cause to point at it. It points at what is being read at the moment, so call it before the next member is read.
 */
export type Where = () => string;
