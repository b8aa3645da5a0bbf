import openapiTS, {
  astToString,
  type OpenAPI3,
  type SchemaObject,
  type TransformNodeOptions,
} from 'openapi-typescript';
import { transformSchemaObject } from 'openapi-typescript';
import ts from 'typescript';
import type { JsonObject } from './json.js';

/** TypeScript types of one bundled document: its paths, and one exported type per schema. */
export async function writeTypes(document: JsonObject): Promise<string> {
  const nodes = await openapiTS(document as unknown as OpenAPI3, {
    alphabetize: true,
    defaultNonNullable: false,
    emptyObjectsUnknown: true,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    silent: true,
    transform: userMapType,
  });
  return astToString(nodes);
}

/** A user map, `patternProperties: {'^@': …}`, as an index signature that demands the `@`. */
function userMapType(schema: SchemaObject, options: TransformNodeOptions): ts.TypeNode | undefined {
  const values = 'patternProperties' in schema ? schema.patternProperties['^@'] : undefined;
  if (values === undefined) return undefined;
  const { factory } = ts;
  const userId = factory.createTemplateLiteralType(factory.createTemplateHead('@'), [
    factory.createTemplateLiteralTypeSpan(
      factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
      factory.createTemplateTail(''),
    ),
  ]);
  const parameter = factory.createParameterDeclaration(undefined, undefined, 'userId', undefined, userId);
  const type = transformSchemaObject(values, options);
  return factory.createTypeLiteralNode([factory.createIndexSignature(undefined, [parameter], type)]);
}
