import clinical from 'virtual:language/zh-Hans';
import { localeFor, type Spoken } from './languages';
import words from './zh-Hans.json';

export const spoken = (): Spoken => ({ words, ...clinical, locale: localeFor('zh-Hans') });
