import { parseEnum } from './enum-parser.js';
import { parseExtend, parseMessage } from './message-parser.js';
import { nearestName } from './names.js';
import { endStatement, joinComments, openBlock, parseOptionStatement } from './statements.js';
import { TokenStream } from './token-stream.js';
import type {
  EnumSyntax,
  FieldSyntax,
  FileSyntax,
  ImportSyntax,
  MessageSyntax,
  MethodSyntax,
  OptionSyntax,
  ServiceSyntax,
  Syntax,
} from './syntax.js';
import { SyntaxProblem } from './tokenizer.js';

/** Reads one .proto text without judging what it means. Throws SyntaxProblem. */
export function parseFile(text: string, path: string, shownPath: string): FileSyntax {
  const tokens = new TokenStream(text);
  const imports: ImportSyntax[] = [];
  const options: OptionSyntax[] = [];
  const messages: MessageSyntax[] = [];
  const enums: EnumSyntax[] = [];
  const services: ServiceSyntax[] = [];
  const extensions: FieldSyntax[] = [];
  const first = tokens.next;
  const header = [first.leading];
  const syntax = parseSyntax(tokens);
  let packageName = '';
  let packageLine = 0;

  while (tokens.next.kind !== 'end') {
    const start = tokens.next;
    switch (start.kind === 'identifier' ? start.text : '') {
      case 'package':
        if (packageLine > 0)
          tokens.fail('a second package in this file', `it is already in package ${packageName}`);
        tokens.take();
        packageLine = start.line;
        packageName = tokens.dottedName('the name of the package', false);
        endStatement(tokens);
        header.push(start.leading);
        break;
      case 'import':
        imports.push(parseImport(tokens));
        break;
      case 'option':
        options.push(parseOptionStatement(tokens));
        break;
      case 'message':
        messages.push(parseMessage(tokens, 0));
        break;
      case 'enum':
        enums.push(parseEnum(tokens));
        break;
      case 'service':
        services.push(parseService(tokens));
        break;
      case 'extend':
        for (const field of parseExtend(tokens, messages, 0)) extensions.push(field);
        break;
      default:
        if (tokens.takeIf(';')) break;
        if (start.text === 'syntax' || start.text === 'edition') {
          tokens.fail(`${start.text} is not the first statement of the file`, 'move it to the top');
        }
        failStatement(tokens);
    }
  }
  const comment = [...header, first.detached.at(-1) ?? ''].find((text) => text !== '') ?? '';
  return {
    path,
    shownPath,
    syntax,
    package: packageName,
    packageLine,
    comment,
    imports,
    options,
    messages,
    enums,
    services,
    extensions,
  };
}

function failStatement(tokens: TokenStream): never {
  const known = ['package', 'import', 'option', 'message', 'enum', 'service', 'extend'];
  const nearest = nearestName(tokens.next.text, known);
  const hint = nearest === undefined ? `a file holds ${known.join(', ')}` : `did you mean ${nearest}?`;
  return tokens.fail(`expected a statement, found ${tokens.describeNext()}`, hint);
}

function parseSyntax(tokens: TokenStream): Syntax {
  if (!tokens.is('syntax') && !tokens.is('edition')) return 'proto2';
  const { text: keyword, line } = tokens.take();
  tokens.expect('=');
  const name = tokens.string(`the ${keyword}`);
  if (keyword === 'syntax') {
    if (name === 'proto2' || name === 'proto3') return endOf(name);
    throw new SyntaxProblem(line, `unknown syntax "${name}"`, 'start the file with: syntax = "proto3";');
  }
  if (name === '2023') return endOf('edition 2023');
  const isKnown = /^(20\d\d|UNSTABLE)$/.test(name);
  throw new SyntaxProblem(
    line,
    isKnown ? `edition ${name} is not supported` : `unknown edition "${name}"`,
    'proto2, proto3 and edition 2023 are read: start the file with edition = "2023";',
  );

  function endOf(syntax: Syntax): Syntax {
    endStatement(tokens);
    return syntax;
  }
}

function parseImport(tokens: TokenStream): ImportSyntax {
  const { line } = tokens.take();
  const modifier = tokens.takeIf('public') ? 'public' : tokens.takeIf('weak') ? 'weak' : undefined;
  const path = tokens.string('the path of a .proto file');
  endStatement(tokens);
  return { path, line, modifier };
}

function parseService(tokens: TokenStream): ServiceSyntax {
  const start = tokens.take();
  const name = tokens.name('the name of a service').text;
  const comment = openBlock(tokens, start);
  const options: OptionSyntax[] = [];
  const methods: MethodSyntax[] = [];
  while (!tokens.takeEnd(`service ${name}`)) {
    if (tokens.is('option')) options.push(parseOptionStatement(tokens));
    else if (tokens.is('rpc')) methods.push(parseMethod(tokens));
    else if (!tokens.takeIf(';')) tokens.expect('rpc', 'a service holds rpc and option');
  }
  return { name, line: start.line, comment, options, methods };
}

function parseMethod(tokens: TokenStream): MethodSyntax {
  const start = tokens.take();
  const name = tokens.name('the name of an rpc').text;
  const [request, requestStream] = parseMethodType(tokens);
  tokens.expect('returns', 'an rpc is written rpc Name(Request) returns (Response);');
  const [response, responseStream] = parseMethodType(tokens);
  const options: OptionSyntax[] = [];
  let end = tokens.takeIf(';');
  if (end === undefined) {
    if (!tokens.is('{')) tokens.expect(';', 'end the rpc with ;');
    end = tokens.take();
    while (!tokens.takeEnd(`rpc ${name}`)) {
      if (tokens.is('option')) options.push(parseOptionStatement(tokens));
      else tokens.expect(';', 'the block of an rpc holds options only');
    }
  }
  const comment = joinComments(start, end);
  return { name, line: start.line, comment, options, request, requestStream, response, responseStream };
}

function parseMethodType(tokens: TokenStream): [type: string, isStream: boolean] {
  tokens.expect('(', 'an rpc is written rpc Name(Request) returns (Response);');
  const isStream = tokens.takeIf('stream') !== undefined;
  const type = tokens.dottedName('the name of a message', true);
  tokens.expect(')');
  return [type, isStream];
}
