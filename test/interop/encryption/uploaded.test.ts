import { describeField } from './field.js';

describeField({ keys: 'uploaded' });
