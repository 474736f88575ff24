import type { FieldModel } from '../../compiler/model.js';
import { oneofPropertyOf, type MessageModels } from '../dialect.js';
import type { Family } from '../way.js';

const SLAB_BYTES = 65_536;

/** Parts of the work alone: copying as many bytes, a view of them where bytes are the result, and making the objects alone. */
export const floors: Family = {
  name: 'floors',
  packages: [],
  prepare({ models, message, value, bytes }) {
    const slab = new Uint8Array(Math.max(SLAB_BYTES, bytes.length));
    const { buffer } = slab;
    let at = 0;
    const copy = copyFunction(message, models);
    return Promise.resolve([
      {
        direction: 'encode',
        name: 'floor: memcpy of the bytes',
        isFloor: true,
        run() {
          if (at + bytes.length > slab.length) at = 0;
          slab.set(bytes, at);
          return (at += bytes.length);
        },
      },
      {
        direction: 'encode',
        name: 'floor: a view of the bytes',
        isFloor: true,
        run: () => new Uint8Array(buffer, 0, bytes.length),
      },
      { direction: 'decode', name: 'floor: its objects alone', isFloor: true, run: () => copy(value) },
    ]);
  },
};

/** A function that makes a message's objects, lists and byte views anew and takes everything else from the original. */
function copyFunction(message: string, models: MessageModels): (value: unknown) => unknown {
  const functions = new Map<string, string>();
  const nameOf = (type: string): string => {
    const known = functions.get(type);
    if (known !== undefined) return known;
    const name = `copy${functions.size}`;
    functions.set(type, name);
    return name;
  };
  const texts: string[] = [];
  nameOf(message);
  for (const type of functions.keys()) {
    const model = models.get(type)!;
    const oneofs = new Map<string, FieldModel[]>();
    const properties: string[] = [];
    for (const field of model.fields) {
      if (field.label === 'oneof') {
        const property = oneofPropertyOf(model, field);
        oneofs.set(property, [...(oneofs.get(property) ?? []), field]);
      } else {
        const key = JSON.stringify(field.property);
        properties.push(`[${key}]: ${copyOf(field, `m[${key}]`, nameOf)}`);
      }
    }
    for (const [property, fields] of oneofs) {
      const key = JSON.stringify(property);
      const cases = fields.map(
        (field) =>
          `m[${key}].case === ${JSON.stringify(field.property)} ? { case: m[${key}].case, value: ${copyOne(field, `m[${key}].value`, nameOf)} } : `,
      );
      properties.push(`[${key}]: m[${key}] === undefined ? undefined : ${cases.join('')}undefined`);
    }
    texts.push(`function ${functions.get(type)}(m) { return { ${properties.join(', ')} }; }`);
  }
  // Keys stand in brackets for `__proto__`; V8 makes the same shape of constant ones.
  const text = `${texts.join('\n')}\nreturn copy0;`.replace(/\[("(?!__proto__")\w+")\]:/g, '$1:');
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- property names are quoted above
  const make = new Function(text) as () => (value: unknown) => unknown;
  return make();
}

function copyOf(field: FieldModel, value: string, nameOf: (type: string) => string): string {
  if (field.label === 'map') {
    return `new Map(Array.from(${value}, ([k, e]) => [k, ${copyOne(field, 'e', nameOf)}]))`;
  }
  if (field.label === 'repeated') {
    return field.type.kind === 'message' || isBytes(field)
      ? `${value}.map((e) => ${copyOne(field, 'e', nameOf)})`
      : `${value}.slice()`;
  }
  const copied = copyOne(field, value, nameOf);
  return copied === value ? value : `${value} === undefined ? undefined : ${copied}`;
}

function copyOne(field: FieldModel, value: string, nameOf: (type: string) => string): string {
  if (field.type.kind === 'message') return `${nameOf(field.type.name)}(${value})`;
  return isBytes(field) ? `new Uint8Array(${value}.buffer, ${value}.byteOffset, ${value}.length)` : value;
}

function isBytes({ type }: FieldModel): boolean {
  return type.kind === 'scalar' && type.scalar === 'bytes';
}
