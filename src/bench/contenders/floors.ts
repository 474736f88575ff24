import type { FieldModel } from '../../compiler/model.js';
import { fieldScalar } from '../../compiler/emit/scalars.js';
import { oneofPropertyOf, type MessageModels } from '../dialect.js';
import type { Family } from '../way.js';

const SLAB_BYTES = 65_536;
/** Up to this many bytes single stores beat a call that copies. */
const STORED_BYTES = 64;

/**
 * Parts of the work that every way has to do, each alone: the bytes into a slab, a view of them where bytes are the result,
 * and making the result's objects, lists, views, texts and bigints, without reading anything to know what is in them.
 */
export const floors: Family = {
  name: 'floors',
  packages: [],
  prepare({ models, message, value, bytes }) {
    const slab = new Uint8Array(Math.max(SLAB_BYTES, bytes.length));
    const { buffer } = slab;
    const make = makeFunction(message, models, buffer);
    return Promise.resolve([
      {
        direction: 'encode',
        name: 'floor: memcpy of the bytes',
        isFloor: true,
        run: bytes.length <= STORED_BYTES ? storeFunction(bytes, slab) : copyFunction(bytes, slab),
      },
      {
        direction: 'encode',
        name: 'floor: a view of the bytes',
        isFloor: true,
        run: () => new Uint8Array(buffer, 0, bytes.length),
      },
      { direction: 'decode', name: 'floor: its objects alone', isFloor: true, run: () => make(value) },
    ]);
  },
};

function copyFunction(bytes: Uint8Array, slab: Uint8Array): () => number {
  return () => {
    slab.set(bytes, 0);
    return bytes.length;
  };
}

/** A function that stores the bytes as constants. */
function storeFunction(bytes: Uint8Array, slab: Uint8Array): () => number {
  const stores = Array.from(bytes, (byte, at) => `slab[${at}] = ${byte};`);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the text is numbers
  const make = new Function('slab', `return () => { ${stores.join(' ')} return ${bytes.length}; };`) as (
    slab: Uint8Array,
  ) => () => number;
  return make(slab);
}

/**
 * A function that makes a message's objects anew as `value` has them, of contents that cost nothing: views of one buffer,
 * substrings of one text, and one bigint read from memory each time. Numbers are taken from the original.
 */
function makeFunction(
  message: string,
  models: MessageModels,
  buffer: ArrayBuffer,
): (value: unknown) => unknown {
  const functions = new Map<string, string>();
  const nameOf = (type: string): string => {
    const known = functions.get(type);
    if (known !== undefined) return known;
    const name = `make${functions.size}`;
    functions.set(type, name);
    return name;
  };
  const texts: string[] = [];
  nameOf(message);
  for (const type of functions.keys()) {
    const model = models.get(type)!;
    const oneofs = new Map<string, FieldModel[]>();
    const properties: [key: string, made: string][] = [];
    for (const field of model.fields) {
      if (field.label === 'oneof') {
        const property = oneofPropertyOf(model, field);
        oneofs.set(property, [...(oneofs.get(property) ?? []), field]);
      } else {
        const key = JSON.stringify(field.property);
        properties.push([key, madeOf(field, `m[${key}]`, nameOf)]);
      }
    }
    for (const [property, fields] of oneofs) {
      const key = JSON.stringify(property);
      const cases = fields.map(
        (field) =>
          `m[${key}].case === ${JSON.stringify(field.property)} ? { case: m[${key}].case, value: ${madeOne(field, `m[${key}].value`, nameOf)} } : `,
      );
      properties.push([key, `m[${key}] === undefined ? undefined : ${cases.join('')}undefined`]);
    }
    texts.push(maker(functions.get(type)!, properties));
  }
  const text = `${texts.join('\n')}\nreturn make0;`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- property names are quoted above
  const make = new Function('buffer', 'text', 'bigints', text) as (
    ...contents: unknown[]
  ) => (value: unknown) => unknown;
  // Flat, as a text that was read is.
  const contents = Buffer.alloc(buffer.byteLength, 'x').toString('latin1');
  return make(buffer, contents, new BigUint64Array([2n ** 40n]));
}

/** By a constructor, as decoders make theirs: V8 may put what a literal makes among the old objects. See codec/plain.ts. */
function maker(name: string, properties: readonly (readonly [key: string, made: string])[]): string {
  const parameters = properties.map((_, index) => `p${index}`);
  const assigned = properties.map(([key], index) =>
    key === '"__proto__"'
      ? `Object.defineProperty(this, ${key}, { value: p${index}, enumerable: true, writable: true, configurable: true });`
      : `this[${key}] = p${index};`,
  );
  return [
    `function ${name}Object(${parameters.join(', ')}) { ${assigned.join(' ')} }`,
    `${name}Object.prototype = Object.prototype;`,
    `function ${name}(m) { return new ${name}Object(${properties.map(([, made]) => made).join(', ')}); }`,
  ].join('\n');
}

function madeOf(field: FieldModel, value: string, nameOf: (type: string) => string): string {
  if (field.label === 'map') {
    return `new Map(Array.from(${value}, ([k, e]) => [k, ${madeOne(field, 'e', nameOf)}]))`;
  }
  const made = madeOne(field, field.label === 'repeated' ? 'e' : value, nameOf);
  if (field.label === 'repeated') return made === 'e' ? `${value}.slice()` : `${value}.map((e) => ${made})`;
  return made === value || field.label === 'implicit' ? made : `${value} === undefined ? undefined : ${made}`;
}

function madeOne(field: FieldModel, value: string, nameOf: (type: string) => string): string {
  const { type } = field;
  if (type.kind === 'message') {
    const made = `${nameOf(type.name)}(${value})`;
    return field.label === 'implicit' ? `${value} === undefined ? undefined : ${made}` : made;
  }
  // What is empty or zero is one constant to whoever decodes.
  const kind = fieldScalar(field)?.type;
  if (kind === 'Uint8Array') {
    return `${value}.length === 0 ? ${value} : new Uint8Array(buffer, 0, ${value}.length)`;
  }
  if (kind === 'string') return `text.substring(1, 1 + ${value}.length)`;
  return kind === 'bigint' ? `${value} === 0n ? 0n : bigints[0]` : value;
}
