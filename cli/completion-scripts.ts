/** A command with the options that its usage lists. */
export interface Completion {
  words: string[];
  summary: string;
  options: string[];
}

export const SHELLS: Readonly<Record<string, (completions: readonly Completion[]) => string>> = {
  bash,
  zsh,
  fish,
};

/** The words that may follow other words, the longest first. Each list has commands or options. */
function followers(completions: readonly Completion[]): [after: string, words: string[]][] {
  const first = [...new Set(completions.map(({ words }) => words[0] ?? ''))];
  const seconds = first.flatMap((word): [string, string[]][] => {
    const next = completions.flatMap(({ words }) => (words[0] === word && words[1] ? [words[1]] : []));
    return next.length > 0 ? [[word, next]] : [];
  });
  const options = completions.map(({ words, options }): [string, string[]] => [words.join(' '), options]);
  return [
    ...[...options, ...seconds].toSorted(([one], [other]) => other.length - one.length),
    ['', [...first, '--help', '--version']],
  ];
}

const cases = (completions: readonly Completion[], indent: string) =>
  followers(completions)
    .map(([after, words]) => `${indent}${after === '' ? '""' : `"${after}"*`}) next="${words.join(' ')}" ;;`)
    .join('\n');

function bash(completions: readonly Completion[]): string {
  return `_pullkeeper() {
  local next="" word="\${COMP_WORDS[COMP_CWORD]}"
  case "\${COMP_WORDS[*]:1:COMP_CWORD-1}" in
${cases(completions, '    ')}
  esac
  # Options are offered once a dash is typed; anything else may be a file.
  [[ "$next" == --* && "$word" != -* ]] && next=""
  COMPREPLY=($(compgen -W "$next" -- "$word"))
}
complete -o default -F _pullkeeper pullkeeper
`;
}

function zsh(completions: readonly Completion[]): string {
  return `#compdef pullkeeper
_pullkeeper() {
  local next=""
  case "\${(j: :)words[2,CURRENT-1]}" in
${cases(completions, '    ')}
  esac
  if [[ "$next" == --* && "\${words[CURRENT]}" != -* ]]; then _files; else compadd -- \${=next}; fi
}
compdef _pullkeeper pullkeeper
`;
}

function fish(completions: readonly Completion[]): string {
  const quoted = (text: string) => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
  const seen = (word: string) => `__fish_seen_subcommand_from ${word}`;
  const lines = completions.flatMap(({ words: [first = '', second], summary, options }) => {
    const inside = second === undefined ? seen(first) : `${seen(first)}; and ${seen(second)}`;
    const command =
      second === undefined
        ? `-f -n __fish_use_subcommand -a ${first} -d ${quoted(summary)}`
        : `-f -n ${quoted(`${seen(first)}; and not ${seen(second)}`)} -a ${second} -d ${quoted(summary)}`;
    return [command, ...options.map((option) => `-n ${quoted(inside)} -l ${option.slice(2)}`)];
  });
  const groups = new Set(completions.flatMap(({ words }) => (words[1] ? [words[0]] : [])));
  lines.unshift(...[...groups].map((first) => `-f -n __fish_use_subcommand -a ${first}`));
  return lines.map((line) => `complete -c pullkeeper ${line}\n`).join('');
}
