// The codes of a course and a session with their words on screen. The codes are those of diary/clinical/intake.py and of the
// catalogue's regions; a test compares the two lists.

export type Vocabulary = Readonly<Record<string, string>>;

export const REGIONS: Vocabulary = {
  head: 'Head',
  jaw: 'Jaw',
  neck: 'Neck',
  shoulder: 'Shoulder',
  'upper-back': 'Upper back',
  chest: 'Chest',
  elbow: 'Elbow',
  'wrist-hand': 'Wrist or hand',
  arm: 'Arm',
  'low-back': 'Low back',
  abdomen: 'Abdomen',
  buttock: 'Buttock',
  hip: 'Hip',
  leg: 'Leg',
  knee: 'Knee',
  ankle: 'Ankle',
  foot: 'Foot',
  other: 'Other',
};

export const MODALITIES: Vocabulary = {
  acupuncture: 'Acupuncture',
  'dry-needling': 'Dry needling',
  osteopathy: 'Osteopathy',
  chiropractic: 'Chiropractic',
  'physio-manual': 'Physiotherapy, manual',
  massage: 'Massage',
  cupping: 'Cupping',
  moxibustion: 'Moxibustion',
};

/** Needles stay in for some minutes; hands do not. */
export const NEEDLED: ReadonlySet<string> = new Set(['acupuncture', 'dry-needling']);

export const POSITIONS: Vocabulary = { prone: 'Prone', supine: 'Supine', side: 'On the side', sitting: 'Sitting' };

export const CHRONICITIES: Vocabulary = {
  acute: 'Under 6 weeks',
  subacute: '6 to 12 weeks',
  persistent: 'Over 3 months',
  chronic: 'Over a year',
};

export const SEXES: Vocabulary = { female: 'Female', male: 'Male', other: 'Other' };

/** Flags for which going on needs a reason. */
export const CONTRAINDICATIONS: Vocabulary = {
  pregnant: 'Pregnant',
  'skin-infection': 'Infectious skin disorder',
  'bleeding-risk': 'Bleeds easily or takes blood thinners',
  'seizure-disorder': 'Seizure disorder',
  pacemaker: 'Pacemaker or implanted defibrillator',
  immunosuppressed: 'Weakened immune system',
  lymphoedema: 'Lymphoedema',
  'heart-valve-disease': 'Heart-valve disease',
  'metal-allergy': 'Metal allergy',
  'needle-phobia': 'Needle phobia',
  'cancer-history': 'History of cancer',
  osteoporosis: 'Osteoporosis',
};

export const OTHER_FLAGS: Vocabulary = {
  'cauda-equina-risk': 'At risk of cauda equina syndrome',
  diabetes: 'Diabetes',
  'disc-herniation': 'Disc herniation',
  'needle-anxiety': 'Anxious about needles',
  'nerve-irritation': 'Nerve irritation',
  sensitive: 'Sensitive to treatment',
  'spinal-stenosis': 'Spinal stenosis',
  steroids: 'Takes steroids',
};

/** The word for a code; an unknown code is shown as it is, readable. */
export function wordFor(vocabulary: Vocabulary, code: string): string {
  return vocabulary[code] ?? readable(code);
}

export function readable(code: string): string {
  const text = code.replaceAll(/[-_]/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What each course is called in a list, by its id. */
export function courseNames(courses: readonly { id: string; region: string; modality: string }[]): Vocabulary {
  return Object.fromEntries(
    courses.map(({ id, region, modality }) => [
      id,
      `${wordFor(REGIONS, region)}, ${wordFor(MODALITIES, modality).toLowerCase()}`,
    ]),
  );
}
