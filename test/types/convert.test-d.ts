import { expectTypeOf, it } from 'vitest';
import {
  toClientKeyClaims,
  toFederationKeyClaimResponse,
  toFederationKeyClaims,
  toKeyClaim,
  toKeyClaimResponse,
  toSeveralKeysClaim,
} from '../../src/keys/convert-key-claim.js';
import {
  toClientKeyQuery,
  toFederationKeyQuery,
  toFederationKeyQueryResponse,
  toKeyQuery,
  toKeyQueryResponse,
} from '../../src/keys/convert-key-query.js';
import type {
  ClientKeyClaim,
  ClientKeyQuery,
  ClientSeveralKeysClaim,
  FederationKeyClaim,
  FederationKeyClaimResponse,
  FederationKeyQuery,
  FederationKeyQueryResponse,
  FederationSeveralKeysClaim,
  KeyClaim,
  KeyClaimResponse,
  KeyQuery,
  KeyQueryResponse,
} from '../../src/types.js';

it('converters of queries take one shape and give the other', () => {
  expectTypeOf(toKeyQuery).returns.toEqualTypeOf<KeyQuery>();
  expectTypeOf(toFederationKeyQuery).returns.toEqualTypeOf<FederationKeyQuery>();
  expectTypeOf(toClientKeyQuery).returns.toEqualTypeOf<ClientKeyQuery>();
  expectTypeOf(toKeyQueryResponse).parameters.toEqualTypeOf<[FederationKeyQueryResponse]>();
  expectTypeOf(toFederationKeyQueryResponse).parameters.toEqualTypeOf<[KeyQueryResponse]>();
  // @ts-expect-error: bare already
  expectTypeOf(toKeyQuery({ '@a:x': [] })).toEqualTypeOf<KeyQuery>();
  // @ts-expect-error: wrapped already
  expectTypeOf(toFederationKeyQuery({ device_keys: {} })).toEqualTypeOf<FederationKeyQuery>();
  // @ts-expect-error: the option is timeoutMs
  expectTypeOf(toClientKeyQuery({}, { timeout: 1 })).toEqualTypeOf<ClientKeyQuery>();
});

it('converters of claims take one shape and give the other', () => {
  expectTypeOf(toKeyClaim).returns.toEqualTypeOf<KeyClaim>();
  expectTypeOf(toFederationKeyClaims).returns.toEqualTypeOf<FederationKeyClaim[]>();
  expectTypeOf(toClientKeyClaims).returns.toEqualTypeOf<ClientKeyClaim[]>();
  expectTypeOf(toSeveralKeysClaim).returns.toExtend<FederationSeveralKeysClaim>();
  expectTypeOf(toSeveralKeysClaim).returns.toExtend<ClientSeveralKeysClaim>();
  expectTypeOf(toFederationKeyClaimResponse).returns.toEqualTypeOf<FederationKeyClaimResponse>();
  expectTypeOf(toKeyClaimResponse).returns.toEqualTypeOf<KeyClaimResponse>();
  // @ts-expect-error: the algorithm of a homeserver's claim is no list
  expectTypeOf(toFederationKeyClaims({ '@a:x': { DEVICE: 'signed_curve25519' } })).toBeArray();
  // @ts-expect-error: bare already
  expectTypeOf(toKeyClaimResponse({ '@a:x': {} })).toEqualTypeOf<KeyClaimResponse>();
});
