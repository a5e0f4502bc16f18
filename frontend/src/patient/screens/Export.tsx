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
  const [making, setMaking] = useState<Format>();
  const [made, setMade] = useState<Exported>();
  const make = async (format: Format) => {
    if (making) return;
    setMaking(format);
    setMade(undefined);
    setMade(await exportDiary(format, nowInstant().slice(0, 10), shownEntries.value));
    setMaking(undefined);
  };
  return (
    <>
      <Heading title={t('export.heading')} />
      <p>{t('export.about')}</p>
      <div role="status" class="stack">
        {making && <p>{t('export.making')}</p>}
        {made?.kind === 'unreachable' && <Trouble text={t('export.offline')} />}
        {made?.kind === 'problem' && <Trouble text={t('export.problem', { detail: made.detail })} />}
      </div>
      {made?.kind === 'file' && <Made key={made.file.name} file={made.file} isFromPhone={made.isFromPhone} />}
      {FORMATS.map((format) => (
        <Card key={format} kind="plain" heading={t(`export.${format}` as const)}>
          <p>{t(`export.${format}About` as const)}</p>
          <Button kind="quiet" full off={making !== undefined} onClick={() => void make(format)}>
            {t('export.make')}
            <span class="visually-hidden">: {t(`export.${format}` as const)}</span>
          </Button>
        </Card>
      ))}
      <Link to="/app/settings" kind="quiet" full>
        {t('app.back')}
      </Link>
    </>
  );
}

function Trouble({ text }: { text: string }) {
  return (
    <Card kind="warn">
      <p>{text}</p>
    </Card>
  );
}

function Made({ file, isFromPhone }: { file: File; isFromPhone: boolean }) {
  const [url] = useState(() => URL.createObjectURL(file));
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  const canShare = navigator.canShare?.({ files: [file] }) ?? false;
  return (
    <Card kind="good" role="status" heading={t('export.ready')}>
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
    </Card>
  );
}
