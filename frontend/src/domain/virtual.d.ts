declare module 'virtual:catalogue' {
  const data: import('./catalogue').Catalogue;
  export default data;
}
declare module 'virtual:language/*' {
  const data: { texts: Record<string, string>; reviewed: boolean };
  export default data;
}
declare module 'virtual:combinations' {
  const data: {
    rules: import('./judging').Combination[];
    /** Codes that count only when they are new since treatment. */
    only_new: string[];
    /** Intake flags that make an item for the practitioner urgent. */
    raised: Record<string, string[]>;
  };
  export default data;
}
declare module 'virtual:self-care' {
  interface Because {
    any_of: string[];
    texts: string[];
  }
  const data: {
    table: {
      footer: string;
      patches: string[];
      /** What stands in the place of a text that is barred. */
      instead: Record<string, string>;
      times: { code: string; from_hours: number; until_hours: number; texts: string[] }[];
      because_of: Because[];
      never: Because[];
    };
    /** Codes that count only when they are new since treatment. */
    only_new: string[];
  };
  export default data;
}
