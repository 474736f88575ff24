import { Reader } from './reader.js';

/** One reader for all codecs: decoding calls no code but ours, so it cannot begin within another. */
export const sharedReader = new Reader();
