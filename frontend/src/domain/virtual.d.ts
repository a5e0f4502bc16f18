declare module 'virtual:catalogue' {
  const data: import('./catalogue').Catalogue;
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
