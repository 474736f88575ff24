interface Sample {
  value: number;
  at: number;
}

/**
 * The largest value of a sliding window, in constant space: Kathleen Nichols' filter, as BBR uses it. Keeps the best,
 * and the best after it twice over, so that one is at hand when the best grows too old.
 */
export class WindowedMax {
  readonly #best: [Sample, Sample, Sample] = [
    { value: 0, at: 0 },
    { value: 0, at: 0 },
    { value: 0, at: 0 },
  ];

  /** 0 before the first sample. */
  get value(): number {
    return this.#best[0].value;
  }

  /** `at` never falls; what is more than `length` older is forgotten. */
  add(value: number, at: number, length: number): void {
    const [first, second, third] = this.#best;
    if (value >= first.value || at - third.at > length) {
      for (const sample of this.#best) set(sample, value, at);
      return;
    }
    if (value >= second.value) {
      set(second, value, at);
      set(third, value, at);
    } else if (value >= third.value) {
      set(third, value, at);
    }
    const age = at - first.at;
    if (age > length) {
      set(first, second.value, second.at);
      set(second, third.value, third.at);
      set(third, value, at);
      if (at - first.at > length) {
        set(first, second.value, second.at);
        set(second, third.value, third.at);
      }
    } else if (second.at === first.at && age > length / 4) {
      // A quarter of the window has passed without a second best: take one of the second quarter …
      set(second, value, at);
      set(third, value, at);
    } else if (third.at === second.at && age > length / 2) {
      // … and one of the last half.
      set(third, value, at);
    }
  }
}

function set(sample: Sample, value: number, at: number): void {
  sample.value = value;
  sample.at = at;
}
