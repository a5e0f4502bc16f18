import { useState } from 'preact/hooks';
import { Button } from '../../ui';
import { words } from '../words';

const say = words.invitation;

/** A link with a secret: to read, and to copy with one tap. */
export function CopyLink({ url }: { url: string }) {
  const [said, setSaid] = useState('');
  const copy = () =>
    copyText(url).then(
      () => setSaid(say.copied),
      () => setSaid(say.copyFailed),
    );
  return (
    <>
      <p class="link-text">
        <span class="visually-hidden">{say.link}: </span>
        <code>{url}</code>
      </p>
      <div class="row">
        <Button kind="quiet" onClick={() => void copy()}>
          {say.copy}
        </Button>
        <span role="status">{said}</span>
      </div>
    </>
  );
}

/** Browsers lend the clipboard to secure addresses only. */
async function copyText(text: string): Promise<void> {
  if (!('clipboard' in navigator)) throw new Error('no clipboard here');
  await navigator.clipboard.writeText(text);
}
