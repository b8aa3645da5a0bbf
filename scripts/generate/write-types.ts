import openapiTS, {
  astToString,
  type OpenAPI3,
  type SchemaObject,
  type TransformNodeOptions,
} from 'openapi-typescript';
import { transformSchemaObject } from 'openapi-typescript';
import ts from 'typescript';
import type { JsonObject } from './json.js';

/**
 * Writes the TypeScript types of one bundled document: its paths, and one exported type per schema.
 *
 * Each type is declared under its own name and `components` refers to it, not the other way round. An alias of an
 * indexed access has no name for the compiler, and messages would show its whole structure instead of `DeviceKeys`.
 */
export async function writeTypes(document: JsonObject): Promise<string> {
  const nodes = await openapiTS(document as unknown as OpenAPI3, {
    alphabetize: true,
    defaultNonNullable: false,
    emptyObjectsUnknown: true,
    silent: true,
    transform: userMapType,
  });
  return astToString(nodes.flatMap((node) => (isComponents(node) ? [...declareSchemas(node)] : [node])));
}

function isComponents(node: ts.Node): node is ts.InterfaceDeclaration {
  return ts.isInterfaceDeclaration(node) && node.name.text === 'components';
}

/** Rewrites the interface `components` with references for schemas, after the declarations that they refer to. */
function declareSchemas(components: ts.InterfaceDeclaration): ts.Node[] {
  const { factory } = ts;
  const declarations: ts.Node[] = [];
  const members = components.members.map((member) => {
    if (!isProperty(member) || nameOf(member) !== 'schemas' || !ts.isTypeLiteralNode(member.type)) return member;
    const schemas = member.type.members.filter(isProperty);
    declarations.push(...schemas.map(declareSchema));
    const references = schemas.map((schema) => retyped(schema, factory.createTypeReferenceNode(nameOf(schema))));
    return retyped(member, factory.createTypeLiteralNode(references));
  });
  const { modifiers, name, typeParameters, heritageClauses } = components;
  const declaration = factory.updateInterfaceDeclaration(
    components,
    modifiers,
    name,
    typeParameters,
    heritageClauses,
    members,
  );
  return [...declarations, declaration];
}

type Property = ts.PropertySignature & { readonly type: ts.TypeNode };

function isProperty(node: ts.TypeElement): node is Property {
  return ts.isPropertySignature(node) && node.type !== undefined;
}

function nameOf({ name }: Property): string {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : '';
}

function declareSchema(schema: Property): ts.Node {
  const { factory } = ts;
  const exported = [factory.createModifier(ts.SyntaxKind.ExportKeyword)];
  const declaration = factory.createTypeAliasDeclaration(exported, nameOf(schema), undefined, withNames(schema.type));
  return ts.setSyntheticLeadingComments(declaration, ts.getSyntheticLeadingComments(schema));
}

function retyped({ modifiers, name, questionToken }: Property, type: ts.TypeNode): ts.PropertySignature {
  return ts.factory.createPropertySignature(modifiers, name, questionToken, type);
}

/** Replaces `components["schemas"]["DeviceKeys"]` with `DeviceKeys` anywhere in a type. */
function withNames(type: ts.TypeNode): ts.TypeNode {
  const visit = (node: ts.Node): ts.Node => {
    const name = schemaName(node);
    return name === undefined ? ts.visitEachChild(node, visit, undefined) : ts.factory.createTypeReferenceNode(name);
  };
  return visit(type) as ts.TypeNode; // every node is replaced by one of its own kind
}

function schemaName(node: ts.Node): string | undefined {
  if (!ts.isIndexedAccessTypeNode(node) || !ts.isIndexedAccessTypeNode(node.objectType)) return undefined;
  const [part, name] = [node.objectType.indexType, node.indexType].map((index) =>
    ts.isLiteralTypeNode(index) && ts.isStringLiteral(index.literal) ? index.literal.text : undefined,
  );
  return part === 'schemas' ? name : undefined;
}

/** Writes a user map, `patternProperties: {'^@': …}`, as an index signature that requires the `@`. */
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
