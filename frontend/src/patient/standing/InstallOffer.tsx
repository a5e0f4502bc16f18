import { t } from '../../i18n';
import { installPrompt } from '../../lib/install';
import { isApple, isInstalled } from '../device';
import { Offer } from './Offer';

/** The home screen, where the phone can do it. */
export function InstallOffer() {
  const canInstall = installPrompt.value !== null || isApple();
  if (!canInstall || isInstalled()) return null;
  return (
    <Offer fact="noInstall" heading={t('install.heading')} to="/app/install" kind="quiet">
      {t('install.about')}
    </Offer>
  );
}
