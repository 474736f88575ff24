export { loadSchema } from './load-schema.js';
export type { LoadOptions } from './load-schema.js';
export { SchemaError } from './schema-error.js';
export type { Problem } from './schema-error.js';
export type { ReadFile } from './sources.js';
