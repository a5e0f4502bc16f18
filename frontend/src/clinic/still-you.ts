// Some things ask whether it is still whoever signed in: a browser may stand open on a desk.
import { signal } from '@preact/signals';

export const stillYouWords = {
  title: 'Is it still you?',
  why: 'You signed in more than ten minutes ago, and this must not be done by whoever passes. It then goes on by itself.',
  idle: 'Nobody was here for a while. Then it goes on where it was.',
  secret: 'Password, or a code from your app',
  button: 'Go on',
  missing: 'Type your password or a code.',
  wrong: 'That was not right. Try again.',
};

/** While somebody is asked: takes the answer. */
export const asked = signal<((isShown: boolean) => void) | null>(null);
let answer: Promise<boolean> | null = null;

/** Asks once, however many requests wait for it. False: they thought better of it. */
export function stillYou(): Promise<boolean> {
  answer ??= new Promise<boolean>((done) => {
    asked.value = (isShown) => {
      asked.value = null;
      answer = null;
      done(isShown);
    };
  });
  return answer;
}
