import { useEffect, useState } from 'preact/hooks';
import { Button, Card, Choice, FieldGroup } from '../../ui';
import { failed, useForm } from '../forms';
import { type Loading, useAction, useLoaded } from '../hooks';
import { Line } from '../parts/Line';
import { Loaded, Refusal } from '../parts/Loaded';
import { words } from '../words';
import { office } from './api';
import { OfficePage } from './Page';
import { Alerts, Rules } from './Replayed';
import { type Clinic, PRESETS, type Preset, type Replay } from './shapes';
import { say } from './words';

const own = say.preset;
const AGAIN_MS = 1000;

/** Another preset is looked at before it counts: first what it would have changed, then the question. */
export function PresetScreen() {
  const clinic = useLoaded('clinic', () => office.clinic());
  return (
    <OfficePage of={own}>
      <Loaded of={clinic}>{(value) => <Choose key={value.preset} now={value.preset} set={clinic.set} />}</Loaded>
    </OfficePage>
  );
}

interface ChooseProps {
  now: Preset;
  set: Loading<Clinic>['set'];
}

function Choose({ now, set }: ChooseProps) {
  const others = PRESETS.filter((preset) => preset !== now);
  const [wanted, setWanted] = useState<Preset>(others[0] ?? 'standard');
  const [replay, setReplay] = useState<Replay | null>(null);
  const look = useAction(async () => setReplay(await office.replay(wanted)));
  return (
    <>
      <Card kind="plain" heading={own.now(own.names[now])}>
        <p>{own.says[now]}</p>
        <Refusal problem={look.problem} />
        <FieldGroup label={own.choose}>
          {others.map((preset) => (
            <Choice
              key={preset}
              type="radio"
              name="preset"
              checked={wanted === preset}
              onChange={() => {
                setWanted(preset);
                setReplay(null);
              }}
            >
              {own.names[preset]}: {own.says[preset]}
            </Choice>
          ))}
        </FieldGroup>
        {!replay && (
          <div>
            <Button off={look.busy} onClick={look.run}>
              {own.look}
            </Button>
          </div>
        )}
      </Card>
      {replay && !replay.finished_at && <Progress replay={replay} onNews={setReplay} />}
      {replay?.finished_at && <Found replay={replay} set={set} />}
    </>
  );
}

/** Asks again each second; each question helps the server on. */
function Progress({ replay, onNews }: { replay: Replay; onNews: (replay: Replay) => void }) {
  const { run, problem } = useAction(async () => onNews(await office.replayed(replay.id)));
  useEffect(() => {
    const timer = setTimeout(run, problem ? 5 * AGAIN_MS : AGAIN_MS);
    return () => clearTimeout(timer);
  }, [replay, problem]);
  return (
    <Card kind="plain">
      <p role="status" id="replaying">
        {own.looking(replay.done, replay.sessions)}
      </p>
      <progress class="progress" aria-labelledby="replaying" value={replay.done} max={Math.max(replay.sessions, 1)} />
      <Refusal problem={problem} />
    </Card>
  );
}

function Found({ replay, set }: { replay: Replay; set: ChooseProps['set'] }) {
  const { was, becomes, sessions, rules, gained, lost } = replay;
  const differs = rules.some((rule) => rule.gained + rule.lost > 0);
  return (
    <Card kind="plain" heading={own.found(own.names[was], own.names[becomes], sessions)}>
      {differs ? <Rules rules={rules} nameOf={nameOf} /> : <p>{own.same}</p>}
      {gained.length > 0 && <Alerts heading={own.gained(gained.length)} alerts={gained} />}
      {lost.length > 0 && <Alerts heading={own.lost(lost.length)} alerts={lost} />}
      <Switch to={becomes} set={set} />
    </Card>
  );
}

function nameOf(rule: string): string {
  return (words.rule as Record<string, string>)[rule] ?? rule;
}

function Switch({ to, set }: { to: Preset; set: ChooseProps['set'] }) {
  const form = useForm(
    { reason: '' },
    ({ reason }) => failed<{ reason: string }>({ reason: reason.trim() === '' && own.reasonMissing }),
    async ({ reason }) => set(await office.changeClinic({ preset: to, reason: reason.trim() })),
  );
  return (
    <form class="stack" noValidate onSubmit={form.submit}>
      <Refusal problem={form.problem} />
      <Line form={form} name="reason" label={own.reason} hint={own.reasonHint} area rows={2} />
      <div>
        <Button type="submit" off={form.busy}>
          {own.switch(own.names[to])}
        </Button>
      </div>
    </form>
  );
}
