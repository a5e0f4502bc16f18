import type { Letter } from '../../domain/answers';
import { t } from '../../i18n';

export const whoOf = (letter: Letter): string => letter.recipient || t('letter.someone');

export const titleOf = (letter: Letter): string =>
  letter.format === 'csv' ? t('letter.headingTable') : t('letter.heading', { who: whoOf(letter) });
