// The part of buffer-layout 1.2 that header-layout.ts uses. The package ships no types.
declare module 'buffer-layout' {
  export interface Layout {
    readonly span: number;
    readonly property?: string;
  }
  export interface Structure<T> extends Layout {
    readonly fields: readonly Layout[];
    decode(bytes: Buffer, offset?: number): T;
    encode(value: T, bytes: Buffer, offset?: number): number;
    offsetOf(property: string): number | undefined;
  }
  export function u8(property: string): Layout;
  export function u16be(property: string): Layout;
  export function u32be(property: string): Layout;
  export function struct<T>(fields: readonly Layout[], property?: string): Structure<T>;
}
