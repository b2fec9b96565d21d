# SPDX-License-Identifier: Apache-2.0
# bash completion for culver: commands, options, and the names of peers and transfers the running node knows.
# Load with:  source tools/completion/culver.bash   or install as /usr/share/bash-completion/completions/culver

_culver_commands="up status peers say chat history search send transfers accept decline pause resume cancel limit again
  auto-accept verify trust block doctor events config networks identity reply edit recall react fetch confirm notice broadcast buzz
  presence profile export import group"

# The node is asked with the --profile of the line, and never waited for longer than a second.
_culver_ask() {
  local profile=() i
  for ((i = 1; i < cword; i++)); do
    [[ ${words[i]} == --profile ]] && profile=(--profile "${words[i + 1]}")
  done
  timeout 1 "${words[0]}" "${profile[@]}" "$@" --json 2>/dev/null
}

# Bash takes a colon for the end of a word; id:PREFIX and group:NAME are whole words here.
_culver_join_words() {
  local i
  words=() cword=0
  for ((i = 0; i <= COMP_CWORD; i++)); do
    if ((i > 0)) && [[ ${COMP_WORDS[i]} == :* || ${COMP_WORDS[i - 1]} == *: ]]; then
      words[-1]+=${COMP_WORDS[i]}
    else
      words+=("${COMP_WORDS[i]}")
    fi
  done
  cword=$((${#words[@]} - 1))
}

# The values of one string key, one a line; names with escapes in JSON (quotes, backslashes) are left out.
_culver_values() {
  sed -n "s/.*\"$1\":\"\\([^\"\\\\]*\\)\".*/\\1/p"
}

# Lines that go on from what was typed, whatever its quoting. What bash keeps of the word, up to its last colon, is not repeated.
_culver_from_lines() {
  local line typed=${cur#[\"\']} kept=""
  [[ $typed == "$cur" ]] && typed=${cur//\\/}
  [[ $COMP_WORDBREAKS == *:* && $cur == *:* ]] && kept=${typed%:*}:
  while IFS= read -r line; do
    [[ -n $line && $line == "$typed"* ]] || continue
    line=${line#"$kept"}
    [[ $cur == [\"\']* ]] || line=$(printf '%q' "$line")
    COMPREPLY+=("$line")
  done
}

_culver_peers() {
  case $cur in
    id:*) _culver_from_lines < <(_culver_ask peers | sed 's/,"name".*//' | _culver_values id | sed 's/^/id:/') ;;
    *) _culver_names ;;
  esac
}
_culver_names() { _culver_from_lines < <(_culver_ask peers | sed 's/,"department".*//' | _culver_values name | sort -u); }
_culver_transfers() { _culver_from_lines < <(_culver_ask transfers | sed 's/,"direction".*//' | _culver_values id); }
_culver_groups() { _culver_from_lines < <(_culver_ask group list | sed 's/,"owner".*//' | _culver_values name | sort -u); }
_culver_conversations() {
  case $cur in
    group:*) _culver_from_lines < <(_culver_ask group list | sed 's/,"owner".*//' | _culver_values name | sed 's/^/group:/') ;;
    *) _culver_peers && _culver_groups ;;
  esac
}
_culver_networks() { _culver_from_lines < <(_culver_ask networks | sed 's/,"interface".*//' | _culver_values network); }
_culver_files() { compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); }
_culver_settings() { _culver_from_lines < <(_culver_ask config | sed 's/,"value".*//' | _culver_values key); }

_culver_options() {
  local options="--profile --json --help"
  case $1 in
    up) options+=" --name --department --receive-dir --port" ;;
    peers) options+=" --present --watch" ;;
    say) options+=" --attach --as --also --mention --wait --timeout --new" ;;
    notice) options+=" --also" ;;
    broadcast) options+=" --department --notice" ;;
    presence) options+=" --text" ;;
    "profile set") options+=" --name --department --room --phone --email --note --picture" ;;
    export) options+=" --format --in --since --until" ;;
    chat) options+=" --new" ;;
    history) options+=" --limit --search --since --until --first --mark-read" ;;
    "group create") options+=" --open-history" ;;
    "group appoint") options+=" --undo" ;;
    "group say") options+=" --attach --as --also --mention --wait --timeout" ;;
    "group send") options+=" --also --follow --rate --wait --timeout" ;;
    "group history") options+=" --limit --search --since --until --first --mark-read" ;;
    search) options+=" --in --from --since --until --limit" ;;
    send) options+=" --also --follow --rate --wait --timeout --new" ;;
    again) options+=" --wait --timeout" ;;
    transfers) options+=" --files --watch" ;;
    accept) options+=" --to --only" ;;
    resume) options+=" --to" ;;
    auto-accept) options+=" --to --max-size --new" ;;
    verify) options+=" --timeout --new" ;;
    trust) options+=" --code --replaces --undo --new" ;;
    block) options+=" --new" ;;
    "identity import") options+=" --replace" ;;
    events) options+=" --since" ;;
    "") options+=" --version" ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
}

_culver() {
  local words cword
  _culver_join_words
  local cur=${words[cword]} previous=${words[cword - 1]} command="" places=0 i
  COMPREPLY=()
  for ((i = 1; i < cword; i++)); do
    case ${words[i]} in
      --profile | --name | --department | --receive-dir | --port | --also | --attach | --as | --timeout | --limit | --search | --since | \
        --until | --in | --from | --to | --only | --max-size | --rate | --code | --replaces | --mention | --text | --room | \
        --phone | --email | --note | --picture | --format) ((i++)) ;;
      -*) ;;
      *)
        if [[ -z $command ]]; then
          command=${words[i]}
        elif [[ $command == group || $command == profile || $command == identity || $command == networks || $command == config ]]; then
          command+=" ${words[i]}"
        else
          ((places++))
        fi
        ;;
    esac
  done
  case $previous in
    --attach | --picture) _culver_files; return ;;
    --profile | --receive-dir | --to) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    --in) _culver_conversations; return ;;
    --also | --from | --replaces | --mention) _culver_peers; return ;;
    --format) mapfile -t COMPREPLY < <(compgen -W "text html json" -- "$cur"); return ;;
    --name | --as | --department | --port | --timeout | --limit | --search | --since | --until | --only | --max-size | --rate | --code | --text | \
      --room | --phone | --email | --note) return ;;
  esac
  if [[ $cur == -* ]]; then _culver_options "$command"; return; fi
  case $command:$places in
    :0) mapfile -t COMPREPLY < <(compgen -W "$_culver_commands" -- "$cur") ;;
    auto-accept:0 | verify:0 | trust:0 | block:0 | buzz:0 | doctor:0 | "profile show:0") _culver_peers ;;
    say:0 | chat:0 | history:0 | reply:0 | edit:0 | recall:0 | react:0 | confirm:0 | fetch:0 | notice:0 | send:0) _culver_conversations ;;
    reply:1 | edit:1 | recall:1 | react:1 | confirm:1 | fetch:1) mapfile -t COMPREPLY < <(compgen -W "last" -- "$cur") ;;
    group:0) mapfile -t COMPREPLY < <(compgen -W "create list show add remove appoint join leave rename say send history" -- "$cur") ;;
    "group create:0" | "group list:"*) ;;
    "group "*:0) _culver_groups ;;
    "group create:"* | "group add:"* | "group remove:"* | "group appoint:1") _culver_peers ;;
    send:* | "group send:"*) _culver_files ;;
    presence:0) mapfile -t COMPREPLY < <(compgen -W "available away busy dnd" -- "$cur") ;;
    profile:0) mapfile -t COMPREPLY < <(compgen -W "show set" -- "$cur") ;;
    export:0 | import:0 | "identity export:0" | "identity import:0") _culver_files ;;
    auto-accept:1) mapfile -t COMPREPLY < <(compgen -W "on off" -- "$cur") ;;
    transfers:0 | accept:0 | decline:0 | pause:0 | resume:0 | cancel:0 | limit:0 | again:0) _culver_transfers ;;
    again:*) _culver_peers ;;
    config:0) mapfile -t COMPREPLY < <(compgen -W "get set" -- "$cur") ;;
    "config "*:0) _culver_settings ;;
    identity:0) mapfile -t COMPREPLY < <(compgen -W "show export import moved new" -- "$cur") ;;
    networks:0) mapfile -t COMPREPLY < <(compgen -W "list trust forget" -- "$cur") ;;
    "networks trust:0" | "networks forget:0") _culver_networks ;;
  esac
}

complete -F _culver culver
