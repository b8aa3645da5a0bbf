import type { ToolExample } from './example-data.js';

/** Examples for checking signatures. Their keys belong to nobody: they were made from fixed seeds. */
export const signatureExamples: readonly ToolExample[] = [];
