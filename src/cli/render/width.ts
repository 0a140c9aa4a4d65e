/** How many columns of a terminal a text takes: marks take none, East Asian characters two. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const MARK = /[\p{Mn}\p{Me}\p{Cf}]/u;
const PLAIN = /^[\x20-\x7e]*$/;

export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** Cuts from the left and says so: of a path the end tells more. */
export function shortenLeft(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  if (columns < 2) return '';
  const characters = [...text];
  let width = 1;
  let from = characters.length;
  while (from > 0) {
    width += textWidth(characters[from - 1] ?? '');
    if (width > columns) break;
    from--;
  }
  return `…${characters.slice(from).join('')}`;
}
