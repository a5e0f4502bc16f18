import { wordingOf } from '../../domain/catalogue';
import type { Body } from '../../domain/entry';
import { t } from '../../i18n';
import { wordOf } from '../../ui';

/** "6 out of 10 · Moderate". */
export function scoreWords({ nrs_average }: Body): string {
  return nrs_average === null ? t('log.noScore') : t('log.score', { score: nrs_average, word: wordOf(nrs_average) });
}

export const symptomWords = (body: Body): string[] => body.symptoms.map((report) => wordingOf(report.code));
