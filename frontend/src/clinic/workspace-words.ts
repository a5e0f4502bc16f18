// What the workspace says beyond alerts and lists: the patient's page, sessions, intake, and what comes before a visit.

export const workspace = {
  missing: 'Fill this in.',

  keysTitle: 'Keys',

  lost: {
    said: [
      'Is a phone lost?',
      'Every phone of this patient is signed out, and emptied when it is next online. Then each needs a new code.',
      'All phones are signed out.',
    ],
    button: ['Sign out all phones', 'Yes, sign them out'],
  },

  glass: {
    summary: 'It is a patient of my clinic, and cannot wait',
    reason: 'Why you must read it',
    hint: 'For an hour, only to read. The patient sees that it was you, and why. Care team and managers are told.',
    button: 'Open the record',
    readOnly: (until: string) => `You may read this record until ${until}, and change nothing.`,
    opened: 'Opened by somebody with no part in the care',
    openedBy: (name: string, at: string, reason: string) => `${name}, ${at}: ${reason}`,
  },

  more: {
    silenced: (by: string) => `What would have silenced it: ${by}`,
    session: 'The session it is about',
    snooze: 'Put it off',
    snoozeButton: 'Put it off until then',
    snoozeWhy: 'Why can it wait?',
    until: 'Until',
    ease: 'Too sensitive for this patient',
    easeButton: 'Make the 48-hour rule softer',
    easeWhy: 'Why is it too sensitive?',
    easeHint:
      'Sessions until that day are judged one step softer. Red flags, and what the patient says, stay as they are.',
    easeUntil: 'Until (at most three months)',
    easeNote: (until: string) => `The 48-hour rule is softer for this patient until ${until}.`,
    messages: 'Send a message',
    sms: (name: string) => `SMS: ${name}`,
    mail: (name: string) => `E-mail: ${name}`,
    visit: 'Offer a short visit',
    refer: 'Refer',
    letter: 'Write the letter',
  },

  around: {
    title: 'What happened, with its number in the picture',
    session: (number: number) => `session ${number} ended`,
    cause: (what: string) => `entry that raised it${what && `: ${what}`}`,
    alert: (what: string) => `alert: ${what.charAt(0).toLowerCase()}${what.slice(1)}`,
    told: ['raised', 'level_raised', 'acknowledged', 'noted', 'snoozed', 'resolved', 'withdrawn'],
  },

  courseCurve: {
    title: (place: string) => `The whole course: ${place.toLowerCase()}`,
    weeks: 'weeks since the first session',
    session: (number: number) => `S${number}`,
    band80: '8 in 10',
    band50: 'half',
    caption: 'Inner band: half of patients like this one. Outer band: 8 in 10. Dashed: the middle. S1, S2: sessions.',
    percentile: (place: number) => `Percentile ${place}: 0 has the least pain by now, 100 the most.`,
    columns: ['Week', '8 in 10 are at', 'Half are at', 'Middle', 'Their scores'],
    scores: (low: number, high: number, count: number) =>
      `${low === high ? low : `${low} to ${high}`} (${count === 1 ? '1 score' : `${count} scores`})`,
    noScores: 'none',
  },

  shortVisit: {
    id: 'short-visit',
    name: 'Short visit',
    text: 'Hello {first_name}, could you come by {clinic} for a few minutes? Please call us: {phone}.',
  },

  coverNow: {
    line: (who: string, whom: string, until: string) => `${who} answers for ${whom} ${until}`,
    everyone: 'everyone',
    until: (time: string) => `until ${time}`,
    standing: 'until further notice',
  },

  banners: {
    contraindications: 'Contraindications',
    agreement: 'Who agrees',
    child: 'Use Ebb for this patient',
    childWhy: 'Why, and who decided',
    scaleDown: 'Scale down: fewer needles or a shorter time.',
    clear: 'Not sensitive any more',
    clearWhy: 'Why?',
    clearButton: 'Clear the flag',
    eased: (until: string) => `The 48-hour rule is softer for this patient until ${until}`,
    easedBy: (name: string, reason: string) => `${name}: ${reason}`,
    easedText: 'Red flags are told as ever. It ends by itself.',
    endEasing: 'End it now',
  },

  corrections: {
    details: 'Correct the details',
    session: 'Correct it',
    judged: 'Everything is counted from it, and judged again when it changes.',
    button: 'Save the correction',
    wrong: 'Entered in error',
    why: 'Why?',
    follows:
      'The session counts no more: its 48 hours end, alerts that it alone gave rise to are withdrawn, and what the patient wrote since is judged again. Alerts of symptoms stay. The patient’s phone says that a session was noted by mistake, not what you write here.',
    takeBack: 'Take the session back',
    takenBack: (what: string, by: string, when: string) => `Entered in error: ${what}. Taken back by ${by}, ${when}.`,
    saved: 'Saved.',
    addPhone: 'Add one',
  },

  takeBack: {
    button: 'Take a permission back',
    purpose: 'Which one?',
    purposes: { monitoring: 'Monitoring', reminders: 'Reminders', audit: 'The audit', sharing: 'Letters' },
    who: 'Who asked for it?',
    patient: 'The patient',
    done: 'Taken back.',
  },

  strip: {
    title: (number: number) => `After session ${number}`,
    baseline: 'Before it',
    peak: 'Highest',
    half: 'Half back after',
    now: 'Last score',
    flags: 'Flags',
    unknown: 'not known',
    at: (nrs: number, hours: number) => `${nrs} at ${Math.round(hours)} h`,
  },

  visits: {
    next: (time: string, source: string) => `Next visit: ${time} (${source})`,
    none: 'No visit to come is known.',
    sources: { file: 'from a file', cliniko: 'from Cliniko' } as Readonly<Record<string, string>>,
    booked: (time: string) => `Booked: ${time}`,
    comes: (time: string) => `comes ${time}`,
    show: 'Show',
    coming: { all: 'All', today: 'Coming today', week: 'Coming in 7 days' },
    nobody: 'Nobody is booked for then. Visits are known from what you bring in under “Clinic”, “Import”.',
  },

  lanes: {
    title: 'Over time',
    names: {
      scores: 'Scores',
      symptoms: 'Symptoms',
      medicines: 'Medicines',
      sessions: 'Sessions',
      alerts: 'Alerts',
      gaps: 'No entries',
    } as Readonly<Record<string, string>>,
    count: (name: string, count: number) => `${name.toLowerCase()} ${count}`,
    sentence: (day: string, counts: string[]) => `Since ${day}: ${counts.join(', ')}.`,
  },

  body: {
    title: 'Where it hurt',
    front: 'Front',
    back: 'Back',
    sides: { left: 'left', right: 'right' } as Readonly<Record<string, string>>,
    times: (place: string, count: number) => `${place}: ${count === 1 ? 'once' : `${count} times`}`,
  },

  adherence: {
    title: 'Keeping to it',
    diary: (days: number, of: number) =>
      of === 1
        ? days === 1
          ? 'An entry today.'
          : 'No entry yet today.'
        : `An entry on ${days} of the last ${of} days.`,
    sessions: (done: number, planned: number) => `${done} of ${planned} planned sessions.`,
  },

  review: {
    due: 'A review is due: session 4 was given.',
    percentile: (place: number) => `percentile ${place} of what was expected by now`,
    relapses: (count: number) => (count === 1 ? '1 relapse' : `${count} relapses`),
    missed: (count: number) => (count === 1 ? '1 planned session missed' : `${count} planned sessions missed`),
    write: 'Write the review',
    button: 'Save the review',
    plan: 'What do you agree on?',
    plans: { continue: 'Go on', change: 'Change the treatment', stop: 'Stop', refer: 'Refer' } as Readonly<
      Record<string, string>
    >,
    causes: 'What may have played a part (optional)',
    done: (plan: string, name: string, time: string) => `Review: ${plan}, ${name}, ${time}.`,
  },

  unwanted: {
    title: 'Adverse events',
    none: 'None written down.',
    add: 'Write one down',
    button: 'Save the event',
    when: 'When did it happen?',
    kinds: { what: 'What happened?', severity: 'How bad?', cause: 'Likely cause', outcome: 'How did it end?' },
    note: 'In your words (optional)',
    by: (time: string, name: string) => `${time}, written down by ${name}`,
    correct: 'Correct this',
    correctButton: 'Save the correction',
    happened: 'Did it happen to this patient?',
    happenedWords: { yes: 'Yes', no: 'No: written down by mistake' },
    why: 'Why do you correct it?',
    mistake: 'Written down by mistake: it did not happen to this patient.',
    corrected: (name: string, time: string, why: string) => `Corrected by ${name}, ${time}: ${why}`,
    former: (count: number) => (count === 1 ? '1 earlier version' : `${count} earlier versions`),
  },

  unreached: {
    title: 'Who cannot be reached',
    text: 'Messages to these people may not arrive. Call them, or connect their phone again.',
    none: 'Everybody who wants messages can be reached.',
    since: (day: string) => `since ${day}`,
    stillBy: (channels: string) => `Still reached by: ${channels}`,
    byNothing: 'Nothing reaches them: call.',
    staff: 'They add an address under “How you are told”.',
    reasons: {
      no_channel: 'no phone, address or number is known',
      not_proved: 'the address was never proved by its code',
      gone: 'the phone took back its permission, or the address does not exist',
      no_receipt: 'messages are sent, and no phone says that they arrived',
    } as Readonly<Record<string, string>>,
  },

  visit: {
    changed: 'Has anything changed since the intake or the last session?',
    changedHint: 'Illness, medicines, pregnancy, an operation, any contraindication.',
    no: 'No',
    yes: 'Yes',
    changedMissing: 'Ask, and choose yes or no.',
    what: 'What has changed?',
    whatMissing: 'Write what has changed.',
    intake: 'Change flags and intake',
    estimated: 'This time is an estimate',
    points: 'Points (optional)',
    pointsHint: 'As you write them, with commas: BL23, LI4',
    restored: 'What you had typed before is here again.',
    afresh: 'Start afresh',
    start: 'Fill in from',
    startLast: 'The last session',
    startNone: 'The course alone',
    startHint: 'Change below what was different. What you wrote stays.',
  },

  intake: {
    title: 'Intake',
    edit: 'Intake and flags',
    button: 'Save the intake',
    pattern: 'How does it go?',
    patterns: { constant: 'Constant', 'peaks-and-troughs': 'Peaks and troughs', 'getting-worse': 'Getting worse' },
    trauma: 'Did an injury start it?',
    yesNo: { yes: 'Yes', no: 'No' },
    diagnosis: 'Diagnosis',
    diagnosedBy: 'Who made it?',
    imaging: 'Pictures taken (X-ray, MRI)?',
    imagingDate: 'When?',
    triggers: 'What sets it off?',
    triggerWords: {
      'desk-posture': 'Desk or posture',
      'muscle-strain': 'Muscle strain',
      'sports-injury': 'Sports injury',
      'stress-tension': 'Stress or tension',
      'sleep-position': 'Sleeping position',
      other: 'Something else',
      unknown: 'Not known',
    },
    neck: 'Type of neck problem',
    necks: {
      radiculopathy: 'Nerve root',
      myelopathy: 'Spinal cord',
      sympathetic: 'Sympathetic',
      mixed: 'Mixed',
      muscular: 'Muscular',
      unknown: 'Not known',
    },
    symptoms: 'There before treatment',
    symptomsHint: 'The diary asks of these: is it new or worse?',
    symptomWords: {
      stiffness: 'Stiffness',
      'less-movement': 'Moves less',
      tightness: 'Tightness',
      'radiating-pain': 'Radiating pain',
      headache: 'Headache',
      dizziness: 'Dizziness',
      'arm-hand-numbness': 'Numb arm or hand',
    },
    patches: 'Warming patches are fine (no allergy)',
    flags: 'Flags',
    follows: 'What follows',
    consequence: {
      myelopathy: 'Cord signs: needs medical diagnosis before needling. The diary asks about clumsiness first.',
      unknown: 'Treating a neck without knowing the type can make it worse: a warning stands before each session.',
      mixed: 'With dizziness, now or in the diary: needs specialized care.',
      sympathetic: 'The diary asks about dizziness with every entry.',
      'cauda-equina-risk': 'The diary asks about bladder, bowel and numbness with every entry.',
      pregnant: 'LI4 is warned of. The diary asks about pregnancy warning signs first.',
      'bleeding-risk': 'Each session asks for your reason to go on.',
    } as Readonly<Record<string, string>>,
    noDiagnosis: 'Without a diagnosis a reminder stands before each session, and the letter says so.',
    recent: 'It began less than two weeks ago: is treatment right yet?',
    reasons: 'Contraindications: each session asks for your reason to go on.',
  },
};
