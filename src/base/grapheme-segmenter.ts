/**
 * Texts of characters that never join with a neighbour: ASCII but for the carriage return, and the signs that screens are
 * drawn with.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are among what is drawn
const APART = /^[\0-\x0c\x0e-\x7f\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u25ff\u2713-\u2718\u2800-\u28ff]*$/;

interface Segment {
  segment: string;
  index: number;
}

interface Segments extends Iterable<Segment> {
  containing(index?: number): Segment | undefined;
}

let segmenter: Intl.Segmenter | undefined;

/**
 * `Intl.Segmenter` for graphemes, which is what every package here uses it for; the build puts it in its place.
 * The platform's own takes 20 ms to make, half of what Node takes to start: it is made when a text needs it.
 */
export class GraphemeSegmenter {
  /** The graphemes of a text, each with its index; and the one that contains an index. */
  segment(text: string): Segments {
    if (APART.test(text)) {
      const all = Array.from(text, (segment, index) => ({ segment, index }));
      return Object.assign(all, { containing: (index = 0) => all[index] });
    }
    segmenter ??= new globalThis.Intl.Segmenter(undefined, { granularity: "grapheme" });
    return segmenter.segment(text);
  }
}
