// The clinic behind the practitioner.
import { Screen } from '../parts/Screen';
import { hrefs } from '../routes';
import { me } from '../staff';
import { words } from '../words';
import { AuditScreen } from './Audit';
import { audit } from './audit-words';
import { ChangesScreen } from './Changes';
import { ConnectionsScreen } from './Connections';
import { CoverScreen } from './Cover';
import { ImportScreen } from './Import';
import { MembersScreen } from './Members';
import { PresetScreen } from './Preset';
import { SecurityScreen } from './Security';
import { SessionTemplatesScreen } from './SessionTemplates';
import { SettingsScreen } from './Settings';
import { security } from './security-words';
import { TextsScreen } from './Texts';
import { say } from './words';

const PAGES = {
  members: { screen: MembersScreen, of: say.members, roles: null },
  cover: { screen: CoverScreen, of: say.cover, roles: null },
  hours: { screen: SettingsScreen, of: say.settings, roles: null },
  preset: { screen: PresetScreen, of: say.preset, roles: ['manager'] },
  templates: { screen: TextsScreen, of: say.texts, roles: ['manager', 'practitioner'] },
  sessions: { screen: SessionTemplatesScreen, of: say.sessionTemplates, roles: ['manager', 'practitioner'] },
  import: { screen: ImportScreen, of: say.imports, roles: ['manager', 'practitioner'] },
  security: { screen: SecurityScreen, of: security, roles: null },
  audit: { screen: AuditScreen, of: audit, roles: ['manager', 'auditor'] },
  changes: { screen: ChangesScreen, of: say.changes, roles: ['manager', 'auditor'] },
  connections: { screen: ConnectionsScreen, of: say.connections, roles: ['manager'] },
} as const;

export function OfficeScreen({ page }: { page: string }) {
  if (page === '') return <Index />;
  const found = Object.entries(PAGES).find(([name]) => name === page)?.[1];
  if (found && isFor(found.roles)) return <found.screen />;
  return (
    <Screen title={words.notFoundTitle}>
      <p>{words.notFoundText}</p>
    </Screen>
  );
}

function isFor(roles: readonly string[] | null): boolean {
  return roles === null || roles.some((role) => me.value?.roles.includes(role));
}

function Index() {
  return (
    <Screen title={say.title} below={<p>{say.text}</p>}>
      <ul class="office plain-list">
        {Object.entries(PAGES)
          .filter(([, { roles }]) => isFor(roles))
          .map(([page, { of }]) => (
            <li key={page} class="card card-plain">
              <h2>
                <a href={hrefs.office(page)}>{of.title}</a>
              </h2>
              <p class="hint">{of.text}</p>
            </li>
          ))}
      </ul>
    </Screen>
  );
}
