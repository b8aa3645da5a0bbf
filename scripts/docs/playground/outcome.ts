/** A place in one of a tool's fields, both numbers counted from 1. */
export interface Place {
  /** Name of the field. */
  readonly field: string;
  readonly line: number;
  readonly column: number;
}

/** A piece of text, which may lead somewhere. Words between backticks are shown as code. */
export type Inline =
  | string
  | { readonly text: string; readonly href: string }
  | { readonly text: string; readonly place: Place };

/** A line of text. */
export type Line = Inline | readonly Inline[];

/** A remark on a place of the input. */
export interface Remark {
  readonly severity: 'error' | 'warning' | 'info';
  /** Code of the finding, by which documents name it. */
  readonly code?: string;
  /** JSON pointer, or the name of a field of a registration; `''` for the whole input. */
  readonly pointer: string;
  readonly message: string;
  readonly place?: Place | undefined;
}

/** A part of an outcome, in the order in which it is shown. */
export type Part =
  | { readonly kind: 'text'; readonly title?: string; readonly lines: readonly Line[] }
  | { readonly kind: 'remarks'; readonly title: string; readonly remarks: readonly Remark[] }
  | {
      readonly kind: 'table';
      readonly title: string;
      readonly head: readonly string[];
      readonly rows: readonly (readonly Line[])[];
    }
  | { readonly kind: 'code'; readonly title: string; readonly text: string };

/** Everything that a tool has to say about its input. */
export interface Outcome {
  /** `bad`: the input is at fault; `note`: it has to be looked at, or there is none. */
  readonly state: 'good' | 'bad' | 'note';
  /** Summary in one sentence, which screen readers announce. */
  readonly summary: string;
  readonly parts: readonly Part[];
}

/** The values of a tool's fields, by name. A checkbox that is set has a value that is not empty. */
export type Values = Readonly<Record<string, string>>;

/** One choice of a selection. */
export interface Choice {
  readonly value: string;
  readonly text: string;
}

/** A tool of the playground. */
export interface Tool {
  /** Name in the page's address. */
  readonly id: string;
  /** Choices of its selections, by field. */
  readonly choices?: Readonly<Record<string, readonly Choice[]>>;
  /** Says what its fields hold. It never rejects because of them. */
  readonly run: (values: Values) => Outcome | Promise<Outcome>;
}
