import { describeField } from './field.js';

describeField({ keys: 'served', federation: false });
