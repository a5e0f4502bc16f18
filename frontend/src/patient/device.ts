/** Apple's phones and tablets: messages and the home screen work in their own way there. */
export const isApple = (): boolean => /iPhone|iPad/.test(navigator.userAgent);

/** Whether this is the installed app, not a tab. */
export const isInstalled = (): boolean =>
  matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true;
