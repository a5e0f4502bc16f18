// The figures of the audit page. Null: not told, because it rests on too few people.
export interface Share {
  of: number | null;
  events: number | null;
  share: number | null;
  low: number | null;
  high: number | null;
}

export type ByModality = Share & { modality: string };

export interface Step {
  hours: number;
  share: number;
  low: number;
  high: number;
  at_risk: number;
}

export interface Settling {
  steps: Step[];
  median: number | null;
  followed: number;
  settled: number;
}

export interface Precision {
  rule: string;
  fired: number;
  actioned: number | null;
  precision: number | null;
  minutes_to_answer: number | null;
}

export interface Audit {
  from: string;
  to: string;
  patients: number | null;
  sessions: number | null;
  not_counted: number;
  completion: Share;
  settling: Settling | null;
  flares: ByModality[];
  adverse_events: ByModality[];
  responders: {
    courses: number | null;
    missing: number | null;
    known: Share;
    worst: number | null;
    best: number | null;
  };
  precision: Precision[];
  minutes_to_answer: { level: string; minutes: number | null }[];
}
