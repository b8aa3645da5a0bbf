/** Words that make a paragraph an indirect question or a relative clause, which readers have to solve first. */
const oddOpening = /^(?:what|how|who|whom|whose|which|whether|where|why|that)\b/i;

/** Finds the paragraphs of docstrings with such an opening in a source text: the line and first words of each. */
export function oddOpenings(source: string): string[] {
  return [...source.matchAll(/^[ \t]*\/\*\*([^]*?)\*\//gm)].flatMap(({ 0: comment, index }) => {
    const firstLine = source.slice(0, index + comment.search(/\S/)).split('\n').length;
    const lines = comment.split('\n').map((line) => line.replace(/^[ \t]*(?:\/\*\*|\*\/|\* ?)|\*\/$/g, '').trim());
    return lines.flatMap((text, at) =>
      oddOpening.test(text) && (lines[at - 1] ?? '') === ''
        ? [`${firstLine + at}: "${text.split(/\s+/).slice(0, 4).join(' ')}"`]
        : [],
    );
  });
}
