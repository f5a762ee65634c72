import { useState } from 'preact/hooks';

interface Props {
  /** The server rejected the token that was entered before. */
  isWrong: boolean;
  onToken: (token: string) => void;
}

/** Asks for the token of a server that is not on loopback. */
export function TokenForm({ isWrong, onToken }: Props) {
  const [token, setToken] = useState('');
  return (
    <form
      class="notice"
      onSubmit={(event) => {
        event.preventDefault();
        onToken(token);
      }}
    >
      <h1>This server needs its token</h1>
      {isWrong && <p role="alert">The server rejected this token.</p>}
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
