import { expect, it } from 'vitest';
import { authenticate } from '../../src/appservice/authenticate.js';

const hsToken = 's3cret';

function statusOf(authorization: string | null | undefined, query = '', queryToken = false): number {
  return authenticate({ authorization, query }, { hsToken, queryToken })?.status ?? 200;
}

it.each([
  ['Bearer s3cret', 200],
  ['bearer s3cret', 200],
  ['BEARER   s3cret', 200],
  [null, 401],
  [undefined, 401],
  ['', 401],
  ['Bearer', 401],
  ['Bearer ', 401],
  ['Basic s3cret', 401],
  ['s3cret', 401],
  ['Bearer wrong!', 403],
  ['Bearer s3cre', 403],
  ['Bearer s3cret2', 403],
  ['Bearer S3CRET', 403],
  ['Bearer s3cret, Bearer s3cret', 403],
])('answers the header %j with %i (A1)', (authorization, status) => {
  expect(statusOf(authorization)).toBe(status);
});

it.each([
  ['access_token=s3cret', 200],
  ['x=1&access_token=s3cret&access_token=s3cret', 200],
  ['access%5Ftoken=s3cre%74', 200],
  ['user_id=@a:b', 200],
  ['access_token=wrong', 403],
  ['access_token=', 403],
  ['access_token=s3cret&access_token=wrong', 403],
  ['access%5Ftoken=wrong', 403],
])('answers the right header beside the query %j with %i, whatever the option says (A1)', (query, status) => {
  expect(statusOf('Bearer s3cret', query, false)).toBe(status);
  expect(statusOf('Bearer s3cret', query, true)).toBe(status);
});

const base64Token = 'q1w2+e3r4/t5y6==';

it.each([
  [base64Token, base64Token],
  [base64Token, 'q1w2%2Be3r4%2Ft5y6%3D%3D'],
  [base64Token, 'q1w2%2be3r4/t5y6%3D='],
  ['50%off', '50%off'],
  ['50%off', '50%25off'],
  ['a%41', 'a%41'],
  ['a%41', 'a%2541'],
  ['a&b=c', 'a&b=c'],
  ['a&b=c', 'a%26b%3Dc'],
])('takes the token %j in the query as %j, escaped or not (A1)', (token, written) => {
  const given = (authorization: string | null, query: string): unknown =>
    authenticate({ authorization, query }, { hsToken: token, queryToken: true });
  for (const query of [`access_token=${written}`, `x=1&access_token=${written}`, `access_token=${written}&y`]) {
    expect(given(`Bearer ${token}`, query)).toBeUndefined();
    expect(given(null, query)).toBeUndefined();
  }
  for (const query of [
    `access_token=${written}x`,
    `access_token=x${written}`,
    `access_token=${written}&access_token=x`,
  ]) {
    expect(given(`Bearer ${token}`, query)).toMatchObject({ status: 403 });
    expect(given(null, query)).toMatchObject({ status: 403 });
  }
});

it.each([
  ['q1w2 e3r4/t5y6==', 'a space is no +'],
  ['q1w2%20e3r4/t5y6==', 'nor is one that was escaped'],
  ['q1w2%252Be3r4/t5y6==', 'it is decoded once'],
  ['', 'it is empty'],
  ['q1w2', 'it is cut short'],
  ['%', 'it is broken'],
])('answers the query token %j beside the right header with 403: %s (A1)', (written) => {
  const query = `access_token=${written}`;
  const expected = { hsToken: base64Token, queryToken: false };
  expect(authenticate({ authorization: `Bearer ${base64Token}`, query }, expected)).toMatchObject({ status: 403 });
});

it('takes an `access_token` without a value for an empty one, and does not read on behind it (A1)', () => {
  expect(statusOf('Bearer s3cret', 'access_token')).toBe(403);
  expect(statusOf('Bearer s3cret', 'access_token&s3cret')).toBe(403);
});

it('answers a wrong header 403 although the query has the right token (A1)', () => {
  expect(statusOf('Bearer wrong', 'access_token=s3cret', true)).toBe(403);
});

it('does not accept the query token alone while the option is off (A1)', () => {
  expect(statusOf(null, 'access_token=s3cret')).toBe(401);
  expect(statusOf('Basic abc', 'access_token=s3cret')).toBe(401);
});

it.each([
  ['access_token=s3cret', 200],
  ['access_token=s3cret&access_token=wrong', 403],
  ['access_token=wrong', 403],
  ['other=s3cret', 401],
  ['', 401],
])('answers the query %j alone with %i while the option is on (A1)', (query, status) => {
  expect(statusOf(null, query, true)).toBe(status);
  expect(statusOf('Basic abc', query, true)).toBe(status);
});

it('says with the standard error codes what is missing or wrong, and repeats no token (A1, S5)', () => {
  const bodyOf = (authorization: string | null): unknown =>
    JSON.parse(authenticate({ authorization, query: '' }, { hsToken, queryToken: false })?.body ?? '');
  expect(bodyOf(null)).toEqual({ errcode: 'M_MISSING_TOKEN', error: 'the request carries no bearer token' });
  expect(bodyOf('Bearer guess')).toEqual({ errcode: 'M_FORBIDDEN', error: 'the token is wrong' });
});
