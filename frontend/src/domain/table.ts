/** The rows of a comma-separated file (RFC 4180), quotes taken off. */
export function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  const plain = text.replace(/^\ufeff/, '');
  for (let match = cell.exec(plain); match; match = cell.exec(plain)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    rows.push(row);
    row = [];
    if (cell.lastIndex >= plain.length) break;
  }
  return rows;
}
