import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n';
import { nowInstant } from '../../lib/dates';
import { shownEntries } from '../../lib/diary';
import { type Exported, exportDiary, type Format } from '../../lib/exporting';
import { Button, Card } from '../../ui';
import { Heading } from '../parts/Heading';
import { Link } from '../parts/Link';

const FORMATS: Format[] = ['pdf', 'csv', 'fhir', 'json'];

/** The diary as a file: made first, then kept or shared, because a phone asks for a tap of its own for each. */
export function Export() {
  const [chosen, setChosen] = useState<Format>();
  const [made, setMade] = useState<Exported>();
  const isMaking = chosen !== undefined && made === undefined;
  const make = async (format: Format) => {
    if (isMaking) return;
    setChosen(format);
    setMade(undefined);
    setMade(await exportDiary(format, nowInstant().slice(0, 10), shownEntries.value));
  };
  return (
    <>
      <Heading title={t('export.heading')} />
      <p>{t('export.about')}</p>
      {FORMATS.map((format) => (
        <Card key={format} kind="plain" heading={t(`export.${format}` as const)}>
          <p>{t(`export.${format}About` as const)}</p>
          <Button kind="quiet" full off={isMaking} onClick={() => void make(format)}>
            {t('export.make')}
            <span class="visually-hidden">: {t(`export.${format}` as const)}</span>
          </Button>
          {/* Under the button that was tapped: at the top of the page it would be out of sight. */}
          <div role="status" class="stack">
            {chosen === format && <Outcome made={made} />}
          </div>
        </Card>
      ))}
      <Link to="/app/settings" kind="quiet" full>
        {t('app.back')}
      </Link>
    </>
  );
}

function Outcome({ made }: { made: Exported | undefined }) {
  switch (made?.kind) {
    case undefined:
      return <p>{t('export.making')}</p>;
    case 'file':
      return <Made key={made.file.name} file={made.file} isFromPhone={made.isFromPhone} />;
    case 'unreachable':
      return <p class="banner banner-warn">{t('export.offline')}</p>;
    case 'problem':
      return <p class="banner banner-warn">{t('export.problem', { detail: made.detail || t('watch.noSession') })}</p>;
  }
}

function Made({ file, isFromPhone }: { file: File; isFromPhone: boolean }) {
  const [url] = useState(() => URL.createObjectURL(file));
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  const canShare = navigator.canShare?.({ files: [file] }) ?? false;
  return (
    <>
      <p class="strong">{t('export.ready')}</p>
      <p>{file.name}</p>
      {isFromPhone && <p>{t('export.fromPhone')}</p>}
      <a class="button button-full" href={url} download={file.name}>
        {t('export.keep')}
      </a>
      {canShare && (
        <Button kind="quiet" full onClick={() => void navigator.share({ files: [file] }).catch(() => undefined)}>
          {t('export.share')}
        </Button>
      )}
    </>
  );
}
