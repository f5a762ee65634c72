/** Shown if the address has a fragment that these pages did not make. */
export function DamagedLink() {
  return (
    <p class="damaged-link" role="alert">
      This link is incomplete or was changed on its way, so you see an example. Ask for the link again.
    </p>
  );
}
