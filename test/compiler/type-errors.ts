import ts from 'typescript';

const strict: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  isolatedDeclarations: true,
  erasableSyntaxOnly: true,
  declaration: true,
  noEmit: true,
  types: ['node'],
  target: ts.ScriptTarget.ES2022,
  customConditions: ['framewright-source'],
};

// Parsed once for all programs: the libraries are most of the work.
const parsed = new Map<string, ts.SourceFile | undefined>();
const host = ts.createCompilerHost(strict);
const readSource = host.getSourceFile.bind(host);
host.getSourceFile = (path, ...rest) => {
  if (path.includes('.generated')) return readSource(path, ...rest);
  if (!parsed.has(path)) parsed.set(path, readSource(path, ...rest));
  return parsed.get(path);
};

/** What TypeScript says of generated files. */
export function typeErrors(files: readonly string[], options: ts.CompilerOptions = nodeNext): string[] {
  const program = ts.createProgram(files, { ...strict, ...options }, host);
  const generated = program.getSourceFiles().filter(({ fileName }) => fileName.includes('.generated'));
  if (generated.length === 0) throw new Error('nothing generated among the files');
  return generated
    .flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
      ...(file.isDeclarationFile ? [] : program.getDeclarationDiagnostics(file)),
    ])
    .map(({ file, start, messageText }) => {
      const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
      return `${file?.fileName ?? ''}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
}

export const nodeNext = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
};
export const bundler = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
