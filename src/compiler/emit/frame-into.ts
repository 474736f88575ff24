import { ROOM } from '../../codec/room.js';
import { flagsOf, HEADER_BYTES, MAX_PAYLOAD_BYTES } from '../../wire/header.js';
import type { MessageModel } from '../model.js';
import { grouped } from './field-table.js';
import type { Scope } from './scope.js';
import { block, hexType, typed } from './source.js';

// Each message has a `frameInto` of its own: V8 learns by a function's text what it calls and what its values are, and one
// text for all messages taught it that a message may be anything.

/** The codec's `frameInto`, of a message that has a type. */
export function frameInto(message: MessageModel, scope: Scope): string[] {
  const { wire } = message;
  if (wire === undefined) return [];
  const write = scope.ref(message.fullName, 'write');
  const again = 'return rest.again(message, bytes, at, id);';
  const limit = Math.min(wire.maxBytes ?? MAX_PAYLOAD_BYTES, MAX_PAYLOAD_BYTES);
  const takesId = wire.requiresAck || wire.response !== undefined;
  const id = takesId ? `id === 0 ? ${scope.held('nextId')}() : id` : 'id';
  return block(
    'frameInto: (rest) => (message, bytes, at, id = 0) =>',
    [
      ...(wire.isResponse ? [`if (id === 0) ${again}`] : []),
      `let end${typed(': number')};`,
      ...block(
        'try',
        [
          `if (at + ${HEADER_BYTES + ROOM} > bytes.length) ${scope.held('noRoom')}();`,
          `end = ${write}(bytes, at + ${HEADER_BYTES}, message);`,
        ],
        '} catch {',
      ),
      `  ${again}`,
      '}',
      `const length = end - at - ${HEADER_BYTES};`,
      `if (length > ${grouped(limit)}) return rest.finish(bytes, at, length, id);`,
      `${scope.held('writeHeader')}(bytes, at, length, ${hexType(wire.type)}, ${flagsOf(wire)}, 0, ${id});`,
      'return end;',
    ],
    '},',
  );
}
