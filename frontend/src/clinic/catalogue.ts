// The patient's words for symptoms, asked for once per page load: the catalogue is public and says nothing about anybody.
import { api } from './api';
import { readable } from './vocabulary';

let asked: Promise<ReadonlyMap<string, string>> | null = null;

/** Symptom codes with their wording. Without a catalogue the codes are readable enough to act on. */
export function wordings(): Promise<ReadonlyMap<string, string>> {
  asked ??= api.catalogue().then(
    ({ symptoms, extra_check_boxes, combinations }) =>
      new Map([
        ...[...symptoms, ...extra_check_boxes].map(({ code, wording }) => [code, wording] as const),
        ...combinations.map(({ code, says }) => [code, says] as const),
      ]),
    () => {
      asked = null;
      return new Map();
    },
  );
  return asked;
}

export function wordingOf(known: ReadonlyMap<string, string>, code: string): string {
  return known.get(code) ?? readable(code);
}
