import clinical from 'virtual:language/es';
import words from './es.json';
import { localeFor, type Spoken } from './languages';

export const spoken = (): Spoken => ({ words, ...clinical, locale: localeFor('es') });
