/** Lines of a stream of UTF-8 bytes, wherever its chunks are cut; bounded. */
const LINE_BYTES_MAX = 16 * 1024 * 1024;
const NEWLINE = 10;

export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, from)) {
      yield rest.toString('utf8', from, end);
      from = end + 1;
    }
    rest = rest.subarray(from);
    if (rest.length > LINE_BYTES_MAX) throw new Error('a line is longer than any that a Director sends');
  }
  if (rest.length > 0) yield rest.toString('utf8');
}
