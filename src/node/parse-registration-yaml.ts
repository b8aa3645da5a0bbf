import {
  boolYaml11Tag,
  CORE_SCHEMA,
  DUMP_SCHEMA,
  FAILSAFE_SCHEMA,
  floatYaml11Tag,
  intYaml11Tag,
  load,
  mergeTag,
  NOT_RESOLVED,
  nullYaml11Tag,
  Schema,
  YAMLException,
} from 'js-yaml';
import { RegistrationError } from '../errors.js';
import { isJsonObject, own, type JsonObject } from '../json-objects.js';

/**
 * Parses the YAML of a registration as homeservers do: YAML 1.1, in which `yes`, `no`, `on` and `off` are booleans
 * (G9).
 *
 * It follows PyYAML, and so Synapse, with two exceptions. `y` and `n` are booleans where Dendrite reads one. A date
 * stays text, but is refused where text is required, like any scalar that some version of YAML does not read as text.
 *
 * @throws {RegistrationError} if the text is not one document of valid YAML, with line and column, and for a text that
 *   needs quotation marks and has none. It quotes nothing, since the file holds tokens (S5).
 */
export function parseRegistrationYaml(text: string): unknown {
  const value = parse(text, schemas['1.1']);
  const loosely = parse(text, anyYaml);
  if (!isJsonObject(value) || !isJsonObject(loosely)) return value;
  for (const field of ['id', 'url', 'as_token', 'hs_token', 'sender_localpart']) {
    requireText(field, own(value, field), own(loosely, field));
  }
  settleLetter(value, loosely, 'rate_limited');
  for (const [namespace, twin] of namespacesOf(value, loosely)) settleLetter(namespace, twin, 'exclusive');
  return value;
}

/** The versions of YAML that homeservers read. */
export type YamlVersion = '1.1' | '1.2';

/**
 * Parses the YAML of a registration with the rules of a homeserver's parser: PyYAML for 1.1, and serde_yaml for 1.2
 * (G9).
 *
 * @throws {RegistrationError} like {@link parseRegistrationYaml}, if the YAML is not valid.
 */
export function parseYamlVersion(text: string, version: YamlVersion): unknown {
  return parse(text, schemas[version]);
}

/** Scalars as PyYAML resolves them, except that dates are texts. */
const pyYaml = new Schema([
  ...FAILSAFE_SCHEMA.tags,
  nullYaml11Tag,
  {
    ...boolYaml11Tag,
    resolve: (source, isExplicit, tagName) =>
      isLetter(source) ? NOT_RESOLVED : boolYaml11Tag.resolve(source, isExplicit, tagName),
  },
  intYaml11Tag,
  floatYaml11Tag,
  mergeTag,
]);

const schemas: Readonly<Record<YamlVersion, Schema>> = { '1.1': pyYaml, '1.2': CORE_SCHEMA };

/** Scalars that are not text in some version of YAML: numbers of 1.1 and 1.2, dates, and `y` and `n`. */
const anyYaml = DUMP_SCHEMA;

function parse(text: string, schema: Schema): unknown {
  try {
    return load(text, { schema });
  } catch (error) {
    // No `cause`: the parser's message shows the lines around the fault.
    throw new RegistrationError('', `the file is not valid YAML: ${faultOf(error)}`);
  }
}

/** Describes the fault: its place, and the parser's reason up to the point where it quotes the source. */
function faultOf(error: unknown): string {
  if (!(error instanceof YAMLException)) return 'the parser gave up';
  const reason = error.reason.replace(/\s*(?:"|!<|:\s).*$/s, '');
  return error.mark === undefined ? reason : `line ${error.mark.line + 1}, column ${error.mark.column + 1}: ${reason}`;
}

/**
 * Refuses a text without its quotation marks: in another version of YAML, and so perhaps for another program, it is not
 * text.
 */
function requireText(field: string, value: unknown, loosely: unknown): void {
  if (typeof value !== 'string' || isLetter(value) || typeof loosely === 'string') return;
  const kind = loosely instanceof Date ? 'date' : typeof loosely;
  throw new RegistrationError(field, `must be string, but is a ${kind}: put it in quotes`);
}

/** Makes `y` or `n` a boolean where Dendrite does. */
function settleLetter(object: JsonObject, twin: JsonObject, field: string): void {
  const [value, loosely] = [own(object, field), own(twin, field)];
  // With quotation marks every parser reads text.
  if (isLetter(value) && typeof loosely === 'boolean') object[field] = loosely;
}

function isLetter(value: unknown): boolean {
  return value === 'y' || value === 'Y' || value === 'n' || value === 'N';
}

/** Lists the namespaces of all kinds, each with its twin. */
function namespacesOf(value: JsonObject, twin: JsonObject): [namespace: JsonObject, twin: JsonObject][] {
  const [kinds, twins] = [own(value, 'namespaces'), own(twin, 'namespaces')];
  if (!isJsonObject(kinds) || !isJsonObject(twins)) return [];
  return Object.entries(kinds).flatMap(([kind, list]) => {
    const others = own(twins, kind);
    if (!Array.isArray(list) || !Array.isArray(others)) return [];
    return list.flatMap((namespace: unknown, i): [JsonObject, JsonObject][] => {
      const other: unknown = others[i];
      return isJsonObject(namespace) && isJsonObject(other) ? [[namespace, other]] : [];
    });
  });
}
