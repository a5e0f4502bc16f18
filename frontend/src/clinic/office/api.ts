// The requests of the office's screens, beside those of the practitioner's (../api.ts).
import { ask, query } from '../api';
import type { CoursePlan, Page, SessionTemplate } from '../shapes';
import type { Audit } from './audit-shapes';
import type {
  Change,
  Clinic,
  ClinicChange,
  ClinikoState,
  Cover,
  Imported,
  ImportFile,
  Invited,
  Left,
  Member,
  Members,
  NewCover,
  NewPlan,
  NewToken,
  Preset,
  Replay,
  Template,
  Token,
  Webhook,
} from './shapes';

/** Days as the server wants moments: from the start of one to the end of the other. */
function periodOf({ from, to }: { from: string; to: string }): { from: string; to: string } {
  return { from: `${from}T00:00:00Z`, to: `${to}T23:59:59Z` };
}

/** Where a browser downloads the audit's figures: the page itself, with the staff cookie. */
export function csvOf(period: { from: string; to: string }): string {
  return `/api/v1/clinic/audit?${query({ ...periodOf(period), as: 'csv' })}`;
}

export const office = {
  audit: (period: { from: string; to: string }) => ask<Audit>(`clinic/audit?${query(periodOf(period))}`),
  clinic: () => ask<Clinic>('clinic'),
  changes: (cursor: string) => ask<Page<Change>>(`clinic/changes?${query({ ...(cursor && { cursor }) })}`),
  changeClinic: (changes: ClinicChange) => ask<Clinic>('clinic', 'PATCH', changes),

  members: () => ask<Members>('clinic/members'),
  invite: (member: { email: string; name: string; roles: string[] }) =>
    ask<Invited & { emailed: boolean }>('clinic/members', 'POST', member),
  takeBack: (invitation: string) => ask<void>(`clinic/invitations/${invitation}`, 'DELETE'),
  setRoles: (member: string, roles: string[]) => ask<Member>(`clinic/members/${member}`, 'PATCH', { roles }),
  letGo: (member: string, successor: string | null) => ask<Left>(`clinic/members/${member}/end`, 'POST', { successor }),

  cover: () => ask<Page<Cover>>('cover'),
  arrangeCover: (cover: NewCover) => ask<Cover>('cover', 'POST', cover),
  endCover: (id: string) => ask<Cover>(`cover/${id}/end`, 'POST'),

  replay: (preset: Preset) => ask<Replay>('clinic/preset/replay', 'POST', { preset }),
  replayed: (id: string) => ask<Replay>(`clinic/preset/replay/${id}`),

  templates: () => ask<Page<Template>>('message-templates'),
  keepTemplate: (id: string, text: { name: string; text: string }) =>
    ask<Template>(`message-templates/${id}`, 'PUT', text),
  removeTemplate: (id: string) => ask<void>(`message-templates/${id}`, 'DELETE'),
  plans: () => ask<Page<CoursePlan>>('course-plans'),
  keepPlan: (id: string, plan: NewPlan) => ask<CoursePlan>(`course-plans/${id}`, 'PUT', plan),
  retirePlan: (id: string) => ask<void>(`course-plans/${id}`, 'DELETE'),
  sessionTemplates: () => ask<Page<SessionTemplate>>('session-templates'),
  keepSessionTemplate: (id: string, template: object) =>
    ask<SessionTemplate>(`session-templates/${id}`, 'PUT', template),
  removeSessionTemplate: (id: string) => ask<void>(`session-templates/${id}`, 'DELETE'),
  cliniko: () => ask<ClinikoState>('clinic/cliniko'),
  setCliniko: (key: string) => ask<ClinikoState>('clinic/cliniko', 'PUT', { key }),
  endCliniko: () => ask<void>('clinic/cliniko', 'DELETE'),
  bringIn: (file: ImportFile, apply: boolean) => ask<Imported>('imports/appointments', 'POST', { ...file, apply }),

  webhooks: () => ask<Page<Webhook>>('webhooks'),
  addWebhook: (url: string) => ask<Webhook & { secret: string | null }>('webhooks', 'POST', { url }),
  stopWebhook: (id: string) => ask<Webhook>(`webhooks/${id}`, 'PATCH', { active: false }),
  rotateWebhook: (id: string) => ask<Webhook & { secret: string }>(`webhooks/${id}/rotate`, 'POST'),
  tokens: () => ask<Page<Token> & { scopes: Record<string, string> }>('clinic/tokens'),
  addToken: (token: { name: string; scopes: string[] }) => ask<NewToken>('clinic/tokens', 'POST', token),
  endToken: (id: string) => ask<void>(`clinic/tokens/${id}`, 'DELETE'),
};
