// The requests of the office's screens, beside those of the practitioner's (../api.ts).
import { ask, query } from '../api';
import type { Page } from '../shapes';
import type {
  Change,
  Clinic,
  ClinicChange,
  Cover,
  Invited,
  Left,
  Member,
  Members,
  NewCover,
  NewToken,
  Preset,
  Replay,
  Token,
  Webhook,
} from './shapes';

export const office = {
  clinic: () => ask<Clinic>('clinic'),
  changeClinic: (changes: ClinicChange) => ask<Clinic>('clinic', 'PATCH', changes),
  changes: () => ask<Page<Change>>(`clinic/changes?${query({ limit: 50 })}`),

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

  webhooks: () => ask<Page<Webhook>>('webhooks'),
  addWebhook: (url: string) => ask<Webhook & { secret: string | null }>('webhooks', 'POST', { url }),
  stopWebhook: (id: string) => ask<Webhook>(`webhooks/${id}`, 'PATCH', { active: false }),
  rotateWebhook: (id: string) => ask<Webhook & { secret: string }>(`webhooks/${id}/rotate`, 'POST'),
  tokens: () => ask<Page<Token> & { scopes: Record<string, string> }>('clinic/tokens'),
  addToken: (token: { name: string; scopes: string[] }) => ask<NewToken>('clinic/tokens', 'POST', token),
  endToken: (id: string) => ask<void>(`clinic/tokens/${id}`, 'DELETE'),
};
