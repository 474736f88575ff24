import type { Codec, FromJsonOptions, JsonValue, ToJsonOptions } from './codec.js';
import { failRead, failWrite, type Place } from './json-place.js';
import { checkRead, messageFromJson, objectFromJson } from './json-read.js';
import { isWellKnown } from './json-well-known.js';
import { messageToJson, setOwn, unlessMalformed, type JsonObject } from './json-write.js';
import { shapeOf } from './shape.js';

type Message = Readonly<Record<string, unknown>>;

const EMPTY = 'google.protobuf.Empty';

export function anyToJson(
  _codec: Codec<unknown>,
  message: Message,
  options: ToJsonOptions,
  place: Place,
): JsonValue {
  const url = message.typeUrl as string;
  const bytes = message.value as Uint8Array;
  if (url === '' && bytes.length === 0) return {};
  const name = nameInUrl(url);
  if (name === undefined) return failWrite(place, `${quotedUrl(url)} is no type URL`);
  const codec = options.resolve?.(name);
  if (codec === undefined)
    return failWrite(place, `no codec for ${quotedUrl(url)}: give one by the option resolve`);
  const within = { ...place, depth: place.depth + 1 };
  const inner = messageToJson(
    codec,
    unlessMalformed(
      () => codec.decode(bytes, { keepUnknownFields: options.extensions !== undefined }),
      place,
    ),
    options,
    within,
  );
  const json: JsonObject = { '@type': url };
  if (isWellKnown(codec.name)) return { ...json, value: inner };
  for (const [key, value] of Object.entries(inner as JsonObject)) setOwn(json, key, value);
  return json;
}

export function anyFromJson(
  codec: Codec<unknown>,
  json: JsonValue,
  options: FromJsonOptions,
  place: Place,
): unknown {
  const { '@type': url, ...rest } = objectFromJson(json, place);
  if (url === undefined && Object.keys(rest).length === 0) return shapeOf(codec).create();
  if (typeof url !== 'string') return failRead(place, 'an Any needs its @type');
  const name = nameInUrl(url);
  if (name === undefined) return failRead(place, `${quotedUrl(url)} is no type URL`);
  const inner = options.resolve?.(name);
  if (inner === undefined)
    return failRead(place, `no codec for ${quotedUrl(url)}: give one by the option resolve`);
  const content = isWellKnown(name) ? valueOf(rest, options, place) : withoutEmptyValue(name, rest);
  const message = messageFromJson(inner, content, options, { ...place, depth: place.depth + 1 });
  checkRead(inner, message, place);
  return { ...shapeOf(codec).create(), typeUrl: url, value: inner.encode(message) };
}

/** A type with a form of its own stands below `value`, and nothing beside it. */
function valueOf(rest: JsonObject, options: FromJsonOptions, place: Place): JsonValue {
  const { value } = rest;
  if (value === undefined) return failRead(place, 'this type needs its value');
  if (Object.keys(rest).length > 1 && options.ignoreUnknownFields !== true) {
    return failRead(place, 'besides @type and value there is nothing in it');
  }
  return value;
}

/** Some write Empty as if it had a form of its own. */
function withoutEmptyValue(name: string, rest: JsonObject): JsonValue {
  const isSole = name === EMPTY && Object.keys(rest).join() === 'value';
  return isSole ? (rest.value ?? null) : rest;
}

/** What stands behind the last slash; undefined if there is none or nothing. */
function nameInUrl(url: string): string | undefined {
  const slash = url.lastIndexOf('/');
  return slash === -1 || slash === url.length - 1 ? undefined : url.slice(slash + 1);
}

function quotedUrl(url: string): string {
  return JSON.stringify(url.length > 100 ? `${url.slice(0, 100)}…` : url);
}
