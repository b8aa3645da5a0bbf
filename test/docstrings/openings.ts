/** Words that make a docstring an indirect question or a relative clause, which readers have to solve first. */
const oddOpening = /^(?:what|how|who|whom|whose|which|whether|where|why|that)\b/i;

/** Finds the docstrings of a source text with such an opening: the line and first words of each. */
export function oddOpenings(source: string): string[] {
  return [...source.matchAll(/^[ \t]*\/\*\*([^]*?)\*\//gm)].flatMap(({ 0: comment, 1: body = '', index }) => {
    const text = body.replace(/^[ \t]*\* ?/gm, '').trim();
    const line = source.slice(0, index + comment.search(/\S/)).split('\n').length;
    return oddOpening.test(text) ? [`${line}: "${text.split(/\s+/).slice(0, 4).join(' ')}"`] : [];
  });
}
