import { describeField } from './field.js';

describeField({ keys: 'one-time-keys-served' });
