import type { ProtoFiles } from './compiled.js';

const SCALARS = [
  'double',
  'float',
  'int32',
  'int64',
  'uint32',
  'uint64',
  'sint32',
  'sint64',
  'fixed32',
  'fixed64',
  'sfixed32',
  'sfixed64',
  'bool',
  'string',
  'bytes',
] as const;

const KEYS = SCALARS.filter((type) => type !== 'double' && type !== 'float' && type !== 'bytes');
const PACKABLE = SCALARS.filter((type) => type !== 'string' && type !== 'bytes');

function fields(
  types: readonly string[],
  first: number,
  line: (type: string, number: number) => string,
): string {
  return types.map((type, index) => `  ${line(type, first + index)}`).join('\n');
}

/** A message with every kind of field that proto3 has. */
export const allFields: ProtoFiles = {
  'all/other.proto': `syntax = "proto3";
package other;
message Imported { string name = 1; Imported inner = 2; }
enum Color { COLOR_NONE = 0; COLOR_RED = 1; COLOR_FAR = 2147483647; COLOR_BELOW = -1; }
`,
  'all/all.proto': `syntax = "proto3";
package all;
import "all/other.proto";
message All {
${fields(SCALARS, 1, (type, number) => `${type} plain_${type} = ${number};`)}
${fields(SCALARS, 21, (type, number) => `optional ${type} optional_${type} = ${number};`)}
${fields(SCALARS, 41, (type, number) => `repeated ${type} repeated_${type} = ${number};`)}
${fields(PACKABLE, 61, (type, number) => `repeated ${type} unpacked_${type} = ${number} [packed = false];`)}
${fields(KEYS, 81, (type, number) => `map<${type}, string> by_${type} = ${number};`)}
${fields(SCALARS, 101, (type, number) => `map<string, ${type}> map_${type} = ${number};`)}
  oneof choice {
${fields(SCALARS, 121, (type, number) => `  ${type} choice_${type} = ${number};`)}
    All choice_all = 140;
    other.Color choice_color = 141;
  }
  All all = 150;
  repeated All alls = 151;
  map<int32, All> map_all = 152;
  other.Imported imported = 153;
  other.Color color = 154;
  optional other.Color optional_color = 155;
  repeated other.Color colors = 156;
  map<string, other.Color> map_color = 157;
  Nested nested = 158;
  message Nested { Deeper deeper = 1; message Deeper { uint32 depth = 536870911; } }
}
`,
};
