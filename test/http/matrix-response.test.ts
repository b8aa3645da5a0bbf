import { describe, expect, it } from 'vitest';
import { jsonResponse, matrixErrorResponse } from '../../src/http/matrix-response.js';

describe('jsonResponse', () => {
  it('says that the body is JSON', () => {
    expect(jsonResponse(200, '{}')).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
  });

  it('adds further headers', () => {
    expect(jsonResponse(413, '{}', { connection: 'close' }).headers).toEqual({
      'content-type': 'application/json',
      connection: 'close',
    });
  });
});

describe('matrixErrorResponse', () => {
  it('writes errcode and error as JSON, whatever is in them', () => {
    const { status, headers, body } = matrixErrorResponse(404, 'M_UNRECOGNIZED', 'a "quoted"\nmessage');
    expect(status).toBe(404);
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toEqual({ errcode: 'M_UNRECOGNIZED', error: 'a "quoted"\nmessage' });
  });
});
