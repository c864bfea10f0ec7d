/** The few words of the WebAssembly API that the schema engine's loader needs; the DOM library has them, Node's types do not. */
declare namespace WebAssembly {
  interface Instance {
    readonly exports: Record<string, unknown>;
  }
  function compile(bytes: Uint8Array): Promise<object>;
  function instantiate(module: object, imports: Record<string, Record<string, unknown>>): Promise<Instance>;
}
