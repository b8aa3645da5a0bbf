import type { ToolExample } from './example-data.js';

/** Examples for checking signatures. Their keys were made from seeds of equal bytes, and belong to no device. */
export const signatureExamples: readonly ToolExample[] = [
  {
    id: 'key-query',
    title: 'A key query’s answer, all in order',
    values: {
      of: 'keys',
      object: text({
        device_keys: {
          '@alice:example.org': {
            GHOSTDEV: {
              user_id: '@alice:example.org',
              device_id: 'GHOSTDEV',
              algorithms: ['m.olm.v1.curve25519-aes-sha2', 'm.megolm.v1.aes-sha2'],
              keys: {
                'curve25519:GHOSTDEV': 'wDtuxSJlY+a6nBZqvhHSTE7yVVDVPx1kcGWtYqC0hE8',
                'ed25519:GHOSTDEV': 'iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w',
              },
              signatures: {
                '@alice:example.org': {
                  'ed25519:GHOSTDEV':
                    'ggHWEGRLoFHaSOMnFnPJ/fiFvMriAthAp4YVGd0hBQN8NDjPjz6k1MveOW1422krrrblWw6CFrQF2KlmK9uvBg',
                  'ed25519:7UkoxijRwsbq6QM4kFmVYSlZJzpcY/k2NsFGFKyHN9E':
                    'EqtXjV8Z6QaMU9GCRVGt/O/SVhRUwCT7ewbcUjM/XGNcBN5nShoWQ3rHIteUvn2tKmHVmj0vaN3dKLhTbCLSAg',
                },
              },
            },
          },
        },
        master_keys: {
          '@alice:example.org': {
            user_id: '@alice:example.org',
            usage: ['master'],
            keys: {
              'ed25519:gTl3Dqh9F19Wo1Rmw0x+zMuNipG07jeiXfYPW4/Js5Q': 'gTl3Dqh9F19Wo1Rmw0x+zMuNipG07jeiXfYPW4/Js5Q',
            },
          },
        },
        self_signing_keys: {
          '@alice:example.org': {
            user_id: '@alice:example.org',
            usage: ['self_signing'],
            keys: {
              'ed25519:7UkoxijRwsbq6QM4kFmVYSlZJzpcY/k2NsFGFKyHN9E': '7UkoxijRwsbq6QM4kFmVYSlZJzpcY/k2NsFGFKyHN9E',
            },
            signatures: {
              '@alice:example.org': {
                'ed25519:gTl3Dqh9F19Wo1Rmw0x+zMuNipG07jeiXfYPW4/Js5Q':
                  'lbjRAVQ8/+7VaCoF2SN4/SLbAlUqG+GblXh5gV05oBQmHcTx4WjeYYDgwvv9AFEaj8s4rL29cRpnfuN9X6bTBw',
              },
            },
          },
        },
      }),
    },
  },
  {
    id: 'changed-device',
    title: 'A device that was changed after it was signed',
    values: {
      of: 'keys',
      object: text({
        user_id: '@alice:example.org',
        device_id: 'GHOSTDEV',
        algorithms: ['m.olm.v1.curve25519-aes-sha2'],
        keys: {
          'curve25519:GHOSTDEV': 'wDtuxSJlY+a6nBZqvhHSTE7yVVDVPx1kcGWtYqC0hE8',
          'ed25519:GHOSTDEV': 'iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w',
        },
        signatures: {
          '@alice:example.org': {
            'ed25519:GHOSTDEV':
              'ggHWEGRLoFHaSOMnFnPJ/fiFvMriAthAp4YVGd0hBQN8NDjPjz6k1MveOW1422krrrblWw6CFrQF2KlmK9uvBg',
          },
        },
      }),
    },
  },
  {
    id: 'self-signing-key',
    title: 'A self-signing key, signed by the master key',
    values: {
      of: 'keys',
      object: text({
        user_id: '@alice:example.org',
        usage: ['self_signing'],
        keys: { 'ed25519:7UkoxijRwsbq6QM4kFmVYSlZJzpcY/k2NsFGFKyHN9E': '7UkoxijRwsbq6QM4kFmVYSlZJzpcY/k2NsFGFKyHN9E' },
        signatures: {
          '@alice:example.org': {
            'ed25519:gTl3Dqh9F19Wo1Rmw0x+zMuNipG07jeiXfYPW4/Js5Q':
              'lbjRAVQ8/+7VaCoF2SN4/SLbAlUqG+GblXh5gV05oBQmHcTx4WjeYYDgwvv9AFEaj8s4rL29cRpnfuN9X6bTBw',
          },
        },
      }),
    },
  },
  {
    id: 'x-matrix',
    title: 'A request between homeservers',
    values: {
      of: 'request',
      method: 'POST',
      target: '/_matrix/federation/v1/user/keys/query',
      authorization:
        'X-Matrix origin="remote.example",destination="example.org",key="ed25519:1",sig="qCMEMbFC0Sev+1taAo7csUQoj0uKMQUXAsoBXkh/GG7T9j6I7ovhthX5sKmJFx/Vij1artA/9ToccJxIlhonDw"',
      body: text({ device_keys: { '@alice:example.org': [] } }),
      serverName: 'example.org',
      publicKey: 'ypOsFwUYcHHWe4PH/w7+gQjo7EUwV113JoeTM9vavnw',
    },
  },
];

/** Writes an example as people paste it. */
function text(value: object): string {
  return JSON.stringify(value, null, 2);
}
