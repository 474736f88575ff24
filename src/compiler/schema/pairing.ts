import type { WireModel } from '../model.js';
import type { References } from './references.js';
import type { Problems } from './schema-error.js';
import type { FileSyntax, MethodSyntax } from './syntax.js';
import type { DeclaredWire } from './wire-options.js';

/** A message that travels by itself, with where it is declared. */
export interface WireMessage {
  readonly fullName: string;
  readonly file: FileSyntax;
  readonly wire: DeclaredWire;
}

interface Pair {
  readonly method: string;
  readonly place: string;
  readonly response: string;
  readonly isStream: boolean;
}

/** Pairs requests with responses by the services, and checks what the wire demands of both (WIRE.md, "Ids"). */
export function pairMessages(
  messages: ReadonlyMap<string, WireMessage>,
  files: Iterable<FileSyntax>,
  references: References,
  problems: Problems,
): Map<string, WireModel> {
  const requests = new Map<string, Pair>();
  const responses = new Map<string, string>();
  checkTypeIds(messages.values(), problems);
  for (const file of files) {
    for (const service of file.services) {
      for (const method of service.methods) pairMethod(method, `${service.name}.${method.name}`, file);
    }
  }
  const models = new Map<string, WireModel>();
  for (const message of messages.values()) models.set(message.fullName, finish(message));
  return models;

  function pairMethod(method: MethodSyntax, shown: string, file: FileSyntax): void {
    const add = (text: string, hint: string): void => problems.add(file.shownPath, method.line, text, hint);
    const request = references.requestOf(method)?.fullName;
    const response = references.responseOf(method)?.fullName;
    if (request === undefined || response === undefined) return;
    if (!messages.has(request) && !messages.has(response)) return;
    for (const name of [request, response]) {
      if (messages.has(name)) continue;
      add(
        `rpc ${shown}: ${name} has no type`,
        'give both messages an option (framewright.message), or neither',
      );
      return;
    }
    if (method.requestStream) {
      add(`rpc ${shown} takes a stream`, 'the wire has streams of responses only: send single messages');
      return;
    }
    const pair = {
      method: shown,
      place: `${file.shownPath}:${method.line}`,
      response,
      isStream: method.responseStream,
    };
    const other = requests.get(request);
    if (other === undefined) requests.set(request, pair);
    else if (other.response !== response || other.isStream !== pair.isStream) {
      const expected = `${other.isStream ? 'stream ' : ''}${other.response}`;
      add(
        `rpc ${shown} pairs ${request} with another response than ${other.method} at ${other.place}`,
        `a request has one response: return (${expected}), or take another request`,
      );
    }
    responses.set(response, shown);
  }

  function finish({ fullName, file, wire }: WireMessage): WireModel {
    const { line, ...declared } = wire;
    const add = (option: string, text: string, hint: string): void =>
      problems.add(file.shownPath, line(option), text, hint);
    const pair = requests.get(fullName);
    const answers = responses.get(fullName);
    if (pair !== undefined && answers !== undefined) {
      add(
        'type',
        `${fullName} is the request of ${pair.method} and the response of ${answers}`,
        'use two messages',
      );
    } else if (pair !== undefined) {
      const reason = `${fullName} is the request of ${pair.method}`;
      if (wire.requiresAck)
        add(
          'requires_ack',
          `${reason} and requires an ack`,
          'the response acknowledges it: remove requires_ack',
        );
      if (wire.gossip) add('gossip', `${reason} and gossiped`, 'requests go to one peer: remove gossip');
    } else if (answers !== undefined) {
      const reason = `${fullName} is the response of ${answers}`;
      if (wire.requiresAck)
        add(
          'requires_ack',
          `${reason} and requires an ack`,
          'responses are not acknowledged: remove requires_ack',
        );
      if (wire.gossip) add('gossip', `${reason} and gossiped`, 'responses go to one peer: remove gossip');
    }
    return {
      ...declared,
      isResponse: answers !== undefined,
      response: pair?.response,
      responseStream: pair?.isStream ?? false,
    };
  }
}

function checkTypeIds(messages: Iterable<WireMessage>, problems: Problems): void {
  const byType = new Map<number, WireMessage>();
  for (const message of messages) {
    const { type, line } = message.wire;
    const other = byType.get(type);
    if (type === 0) continue; // reported already
    byType.set(type, other ?? message);
    if (other === undefined) continue;
    const place = `${other.file.shownPath}:${other.wire.line('type')}`;
    const hex = `0x${type.toString(16).toUpperCase().padStart(4, '0')}`;
    problems.add(
      message.file.shownPath,
      line('type'),
      `${message.fullName} has type ${hex} as ${other.fullName} has at ${place}`,
      'every message needs a type of its own',
    );
  }
}
