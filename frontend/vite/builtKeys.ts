/** Keys of words that the code puts together from a value, such as `place.${region}`: no file names them whole. */
export const BUILT_KEYS: readonly RegExp[] = [
  /^compared\.(much_)?(better|worse)$|^compared\.same$/,
  /^settings\.(monitoring|reminders|audit|sharing)$/,
  /^consent\.(mother|father|guardian|attorney|representative)$/,
  /^pair\.(day|month|year)$/,
  /^letter\.state\.(draft|agreed|declined)$/,
  /^curve\.(within|below|above)$/,
  /^(add|activity|place)\./,
  /^where\.(front|back|head|trunk|arms|legs)$/,
  /^when\.(morning|lastEvening|lastMorning)$/,
  /^remind\.(email|sms)/,
  /^text\.(normal|large|largest)$/,
  /^times\.(usual|morning|evening|both|own)$/,
  /^looks\.(list|read|write|change|treat|answer|letter|link|copy|invite|erase)$|^looks\.as\./,
  /^install\.(share|add|open)$/,
  /^erase\.(now|later|stays)(Body)?$/,
  /^export\.(pdf|csv|fhir|json)/,
  /^weekly\.peg\.(pain|enjoyment|activity)$/,
];

export const isBuilt = (key: string): boolean => BUILT_KEYS.some((family) => family.test(key));
