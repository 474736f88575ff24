import type { Family } from '../way.js';
import { avsc } from './avsc.js';
import { floors } from './floors.js';
import { framewright } from './framewright.js';
import { pbf } from './pbf.js';
import { protobufEs } from './protobuf-es.js';
import { protobufjs } from './protobufjs.js';
import { cborX, json, msgpackr, v8Serialize } from './self-describing.js';

/** Always measured: the codec under test, and the floors beside it. */
export const own: readonly Family[] = [framewright, floors];

/** What it can be compared with on any schema, as `--against` names them. */
export const others: readonly Family[] = [
  protobufjs,
  pbf,
  protobufEs,
  msgpackr,
  cborX,
  avsc,
  json,
  v8Serialize,
];
