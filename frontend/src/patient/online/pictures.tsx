// Three drawings of our own for the way onto an iPhone's home screen.
const DRAWN = {
  share: 'M24 30V8m-7 7 7-7 7 7M16 21h-5v20h26V21h-5',
  add: 'M11 11h26v26H11zM24 17v14M17 24h14',
  open: 'M15 5h18a3 3 0 0 1 3 3v32a3 3 0 0 1-3 3H15a3 3 0 0 1-3-3V8a3 3 0 0 1 3-3ZM18 13h5v5h-5zM26 13h5v5h-5zM18 21h5v5h-5zM22 39h4',
};

export function Picture({ of }: { of: keyof typeof DRAWN }) {
  return (
    <svg class="picture" viewBox="0 0 48 48" width="64" height="64" aria-hidden="true">
      <path
        d={DRAWN[of]}
        fill="none"
        stroke="currentColor"
        stroke-width="2.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
