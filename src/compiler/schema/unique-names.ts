/** Names of one scope: what the schema tells apart and TypeScript would not gets a `$`, in the order of declaration. */
export class UniqueNames {
  readonly #taken = new Set<string>();

  take(name: string): string {
    let free = name;
    while (this.#taken.has(free)) free += '$';
    this.#taken.add(free);
    return free;
  }
}
