import { useEffect, useState } from 'preact/hooks';
import type { Letter } from '../../domain/answers';
import { rowsOf } from '../../domain/table';
import { t } from '../../i18n';
import { contentOf, pictureOf, readTable } from '../../lib/letters';
import { Button, Card } from '../../ui';
import { whoOf } from './letter';

/** What would be shared, exactly: a picture of each page, drawn from its own bytes, or every row of the table. */
export function LetterContent({ letter }: { letter: Letter }) {
  const isPage = letter.pages > 0;
  return (
    <Card kind="plain" heading={isPage ? t('letter.page') : t('letter.table')}>
      {isPage ? <Picture letter={letter} /> : <Table letter={letter} />}
      <a class="button button-quiet button-full" href={contentOf(letter.id)} target="_blank" rel="noopener">
        {fileWords(letter)} <span class="visually-hidden">{t('letter.newTab')}</span>
      </a>
    </Card>
  );
}

function fileWords({ format, state }: Letter): string {
  if (format === 'csv') return t('letter.openCsv');
  return state === 'agreed' ? t('letter.downloadPdf') : t('letter.openPdf');
}

/** Phones show no PDF inside a page. */
function Picture({ letter }: { letter: Letter }) {
  const [isLarge, setIsLarge] = useState(false);
  const [isBroken, setIsBroken] = useState(false);
  if (isBroken) return <p role="alert">{t('letter.pictureFailed')}</p>;
  return (
    <>
      <section
        class={isLarge ? 'sheet sheet-large' : 'sheet'}
        aria-label={t('letter.heading', { who: whoOf(letter) })}
        tabIndex={isLarge ? 0 : -1}
      >
        {Array.from({ length: letter.pages }, (_, index) => (
          <img
            key={index}
            src={pictureOf(letter.id, index + 1)}
            alt={t('letter.picture')}
            width="1240"
            height="1754"
            onError={() => setIsBroken(true)}
          />
        ))}
      </section>
      <Button kind="quiet" full onClick={() => setIsLarge(!isLarge)}>
        {isLarge ? t('letter.smaller') : t('letter.larger')}
      </Button>
    </>
  );
}

function Table({ letter }: { letter: Letter }) {
  const [rows, setRows] = useState<string[][] | null>();
  useEffect(() => {
    void readTable(letter.id).then((text) => setRows(text === undefined ? null : rowsOf(text)));
  }, [letter.id]);
  if (rows === undefined) return <p role="status">{t('app.loading')}</p>;
  if (rows === null) return <p role="alert">{t('letters.offline')}</p>;
  const [names = [], ...entries] = rows;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to move what is wider than the screen.
    <section class="sheet" aria-label={t('letter.rows', { n: entries.length })} tabIndex={0}>
      <table>
        <caption>{t('letter.rows', { n: entries.length })}</caption>
        <thead>
          <tr>
            {names.map((name) => (
              <th key={name} scope="col">
                {name.replaceAll('_', ' ')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((cells) => (
            <tr key={cells.join()}>
              {cells.map((cell, column) => (
                <td key={names[column]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
