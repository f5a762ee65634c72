import { useState } from 'preact/hooks';

/** Asks for the token of a server that is not on loopback. */
export function TokenForm({ onToken }: { onToken: (token: string) => void }) {
  const [token, setToken] = useState('');
  return (
    <form
      class="notice"
      onSubmit={(event) => {
        event.preventDefault();
        onToken(token);
      }}
    >
      <h1>This server wants its token</h1>
      <label>
        The value of PULLKEEPER_TOKEN{' '}
        <input
          type="password"
          autocomplete="off"
          value={token}
          onInput={({ currentTarget }) => setToken(currentTarget.value)}
        />
      </label>{' '}
      <button type="submit">Show the board</button>
      <p class="quiet">The token is kept until this tab is closed.</p>
    </form>
  );
}
