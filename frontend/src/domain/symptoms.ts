import { isSerious, levelOf } from './advice';
import { CATALOGUE } from './catalogue';

export interface Item {
  code: string;
  wording: string;
}

export interface Group {
  code: string;
  title: string;
  items: Item[];
  /** It appeared because of what was ticked: show it open. */
  isNew: boolean;
}

export const isSeriousCode = (code: string): boolean => isSerious(levelOf([{ code, new: true }]));

/**
 * The list in the order to ask it: groups with a red flag of the treated regions first, inside a group that region's
 * items first. Nothing is left out. Check-boxes that only combinations use appear when one of their items is ticked.
 */
export function groupsFor(regions: readonly string[], ticked: ReadonlySet<string>): Group[] {
  const isNear = (symptom: { regions: string[] }) => symptom.regions.some((region) => regions.includes(region));
  const groups = CATALOGUE.groups.map((group) => {
    const symptoms = CATALOGUE.symptoms.filter((symptom) => symptom.group === group.code);
    const items = [...symptoms.filter(isNear), ...symptoms.filter((symptom) => !isNear(symptom))];
    const isFirst = symptoms.some((symptom) => symptom.level === 'emergency' && isNear(symptom));
    return { ...group, items, isFirst, isNew: false };
  });
  const ordered = [...groups.filter((group) => group.isFirst), ...groups.filter((group) => !group.isFirst)];
  const asked = CATALOGUE.extra_check_boxes.filter(
    (box) => box.asked_with.some((code) => ticked.has(code)) || ticked.has(box.code),
  );
  return asked.length > 0 ? [...ordered, { code: 'also', title: '', items: asked, isNew: true }] : ordered;
}
