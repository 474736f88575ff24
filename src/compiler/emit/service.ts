import type { MethodModel, ServiceModel } from '../model.js';
import type { Names, Scope } from './scope.js';
import { block, comment, indent, key, typed } from './source.js';

/** A service's client, the handlers that serve it, and the codecs both go by. */
export interface ServiceNames {
  readonly client: string;
  readonly handlers: string;
  readonly connect: string;
  readonly codecs: string;
}

export function serviceNames(service: ServiceModel, file: string, names: Names): ServiceNames {
  const lower = service.typeName.charAt(0).toLowerCase() + service.typeName.slice(1);
  return {
    client: names.claim(file, `${service.typeName}Client`),
    handlers: names.claim(file, `${service.typeName}Handlers`),
    connect: names.claim(file, `${lower}Client`),
    codecs: names.claim(file, `${lower}Service`),
  };
}

export function serviceCode(service: ServiceModel, names: ServiceNames, scope: Scope): string[] {
  const methods = servedMethods(service, scope);
  if (methods.length === 0) return [];
  const codecs = methods.map((method) => `${key(method.property)}: ${scope.ref(method.request, 'type')},`);
  // Not by the codec's own name, which a parameter could hide.
  const calls = methods.map(({ property, responseStream }) => {
    const codec = `${names.codecs}.${property}`;
    const ask = responseStream ? 'stream' : 'request';
    return `${key(property)}: (message, options) => requester.${ask}(${codec}, message, options),`;
  });
  const requester = typed(`: ${scope.type('Requester')}`);
  return [
    ...interfaces(service, names, methods, scope).map(typed),
    `/** The requests of ${service.typeName} by method: what a node registers ${names.handlers} with. */`,
    `export const ${names.codecs}${typed(`: {`)}`,
    ...indent(codecTypes(methods, scope)).map(typed),
    ...block(`${typed('} ')}=`, codecs, '};'),
    '',
    `/** ${service.typeName} at a peer. */`,
    ...block(`export function ${names.connect}(requester${requester})${typed(`: ${names.client}`)}`, [
      'return {',
      ...indent(calls),
      '};',
    ]),
  ];
}

export function serviceDeclaration(service: ServiceModel, names: ServiceNames, scope: Scope): string[] {
  const methods = servedMethods(service, scope);
  if (methods.length === 0) return [];
  return [
    ...interfaces(service, names, methods, scope),
    ...block(`export declare const ${names.codecs}:`, codecTypes(methods, scope), '};'),
    `export declare function ${names.connect}(requester: ${scope.type('Requester')}): ${names.client};`,
  ];
}

function interfaces(
  service: ServiceModel,
  names: ServiceNames,
  methods: readonly MethodModel[],
  scope: Scope,
): string[] {
  const options = scope.type('RequestOptions');
  const left = service.methods.length - methods.length;
  const note =
    left === 0
      ? ''
      : `\nLeft out: ${left} ${left === 1 ? 'method' : 'methods'} of messages without a type, which travel to no peer.`;
  const docs =
    service.comment === '' ? `What a peer that serves ${service.typeName} answers.` : service.comment;
  return [
    ...comment(docs + note),
    ...block(
      `export interface ${names.client}`,
      methods.flatMap((method) => [
        ...comment(method.comment),
        `${key(method.property)}(message: ${request(method, scope)}, options?: ${options}): ${outcome(method, scope)};`,
      ]),
    ),
    '',
    ...comment(`How this node answers ${service.typeName}; \`context\` says who asks.${note}`),
    ...block(
      `export interface ${names.handlers}<Context>`,
      methods.flatMap((method) => {
        const answer = answers(method, scope);
        return [
          ...comment(method.comment),
          `${key(method.property)}(message: ${request(method, scope)}, context: Context): ${answer};`,
        ];
      }),
    ),
    '',
  ];
}

/** Methods that the codecs can serve: one typed request, one typed response or a stream of them. */
function servedMethods(service: ServiceModel, scope: Scope): MethodModel[] {
  return service.methods.filter((method) => {
    if (method.requestStream) return false;
    return scope.message(method.request)?.wire?.response === method.response;
  });
}

function request(method: MethodModel, scope: Scope): string {
  return scope.ref(method.request, 'type', false);
}

function response(method: MethodModel, scope: Scope): string {
  return scope.ref(method.response, 'type', false);
}

/** What a client gets. */
function outcome(method: MethodModel, scope: Scope): string {
  const type = response(method, scope);
  return method.responseStream ? `AsyncIterableIterator<${type}>` : `Promise<${type}>`;
}

/** What a handler returns. */
function answers(method: MethodModel, scope: Scope): string {
  const type = response(method, scope);
  const answer = method.responseStream ? `AsyncIterable<${type}> | Iterable<${type}>` : type;
  return `${answer} | Promise<${answer}>`;
}

function codecTypes(methods: readonly MethodModel[], scope: Scope): string[] {
  return methods.map((method) => {
    const codec = method.responseStream ? 'StreamCodec' : 'RequestCodec';
    const type = `${scope.type(codec)}<${request(method, scope)}, ${response(method, scope)}>`;
    return `readonly ${key(method.property)}: ${type};`;
  });
}
