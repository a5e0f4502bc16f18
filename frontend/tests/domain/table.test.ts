import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/domain/table';

describe('rowsOf', () => {
  it.each([
    [
      'plain cells',
      '"a","b"\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a byte-order mark', '\ufeff"a"\r\n', [['a']]],
    ['quotes, commas and line ends inside a cell', '"a ""b"", c\nd",3\r\n', [['a "b", c\nd', '3']]],
    ['empty cells', '"","",5\r\n', [['', '', '5']]],
    ['no last line end', '1,2', [['1', '2']]],
    ['nothing', '', [['']]],
  ])('reads %s', (_, text, rows) => {
    expect(rowsOf(text)).toEqual(rows);
  });
});
