# SPDX-License-Identifier: Apache-2.0
# bash completion for culver: commands, options, and the names of peers and transfers the running node knows.
# Load with:  source tools/completion/culver.bash   or install as /usr/share/bash-completion/completions/culver

_culver_commands="up status peers say chat history search send transfers accept decline pause resume cancel limit again
  auto-accept verify trust block doctor events config networks identity reply edit recall react fetch confirm notice broadcast buzz
  presence profile export import group"

# The node is asked with the --profile of the line, and never waited for longer than a second.
_culver_ask() {
  local profile=() i
  for ((i = 1; i < COMP_CWORD; i++)); do
    [[ ${COMP_WORDS[i]} == --profile ]] && profile=(--profile "${COMP_WORDS[i + 1]}")
  done
  timeout 1 "${COMP_WORDS[0]}" "${profile[@]}" "$@" --json 2>/dev/null
}

# The values of one string key, one a line; names with escapes in JSON (quotes, backslashes) are left out.
_culver_values() {
  sed -n "s/.*\"$1\":\"\\([^\"\\\\]*\\)\".*/\\1/p"
}

_culver_from_lines() {
  local line
  while IFS= read -r line; do
    [[ -n $line && $line == "$cur"* ]] && COMPREPLY+=("$(printf '%q' "$line")")
  done
}

_culver_peers() { _culver_from_lines < <(_culver_ask peers | sed 's/,"department".*//' | _culver_values name | sort -u); }
_culver_transfers() { _culver_from_lines < <(_culver_ask transfers | sed 's/,"direction".*//' | _culver_values id); }
_culver_groups() { _culver_from_lines < <(_culver_ask group list | sed 's/,"owner".*//' | _culver_values name | sort -u); }
_culver_conversations() { _culver_peers; _culver_groups; }
_culver_settings() { _culver_from_lines < <(_culver_ask config | sed 's/,"value".*//' | _culver_values key); }

_culver_options() {
  local options="--profile --json --help"
  case $1 in
    up) options+=" --name --department --receive-dir --port" ;;
    peers) options+=" --present --watch" ;;
    say) options+=" --attach --also --mention --wait --timeout --new" ;;
    notice) options+=" --also" ;;
    broadcast) options+=" --department --notice" ;;
    presence) options+=" --text" ;;
    profile) options+=" --name --department --room --phone --email --note --picture" ;;
    export) options+=" --format --in --since --until" ;;
    chat) options+=" --new" ;;
    history) options+=" --limit --search --since --until --first --mark-read" ;;
    group) options+=" --open-history --undo --attach --mention --limit --search --since --until --first --mark-read" ;;
    search) options+=" --in --from --since --until --limit" ;;
    send) options+=" --also --follow --rate --wait --timeout --new" ;;
    again) options+=" --wait --timeout" ;;
    transfers) options+=" --watch" ;;
    accept) options+=" --to --only" ;;
    auto-accept) options+=" --to --max-size --new" ;;
    verify) options+=" --timeout --new" ;;
    trust) options+=" --code --replaces --undo --new" ;;
    block) options+=" --new" ;;
    identity) options+=" --replace" ;;
    events) options+=" --since" ;;
    "") options+=" --version" ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
}

_culver() {
  local cur=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command="" places=0 i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      --profile | --name | --department | --receive-dir | --port | --also | --attach | --timeout | --limit | --search | --since | \
        --until | --in | --from | --to | --only | --max-size | --rate | --code | --replaces | --mention | --text | --room | \
        --phone | --email | --note | --picture | --format) ((i++)) ;;
      -*) ;;
      *) if [[ -z $command ]]; then command=${COMP_WORDS[i]}; else ((places++)); fi ;;
    esac
  done
  case $previous in
    --attach | --picture) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    --profile | --receive-dir | --to) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    --in) _culver_conversations; return ;;
    --also | --from | --replaces | --mention) _culver_peers; return ;;
    --format) mapfile -t COMPREPLY < <(compgen -W "text html json" -- "$cur"); return ;;
    --name | --department | --port | --timeout | --limit | --search | --since | --until | --only | --max-size | --rate | --code | --text | \
      --room | --phone | --email | --note) return ;;
  esac
  if [[ $cur == -* ]]; then _culver_options "$command"; return; fi
  case $command:$places in
    :0) mapfile -t COMPREPLY < <(compgen -W "$_culver_commands" -- "$cur") ;;
    send:0 | auto-accept:0 | verify:0 | trust:0 | block:0 | buzz:0 | doctor:0) _culver_peers ;;
    say:0 | chat:0 | history:0 | reply:0 | edit:0 | recall:0 | react:0 | confirm:0 | fetch:0 | notice:0) _culver_conversations ;;
    reply:1 | edit:1 | recall:1 | react:1 | confirm:1 | fetch:1) mapfile -t COMPREPLY < <(compgen -W "last" -- "$cur") ;;
    group:0) mapfile -t COMPREPLY < <(compgen -W "create list show add remove appoint join leave rename say send history" -- "$cur") ;;
    group:1) _culver_groups ;;
    group:*) _culver_peers ;;
    presence:0) mapfile -t COMPREPLY < <(compgen -W "available away busy dnd" -- "$cur") ;;
    profile:0) mapfile -t COMPREPLY < <(compgen -W "show set" -- "$cur") ;;
    profile:1) _culver_peers ;;
    export:0 | import:0) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    auto-accept:1) mapfile -t COMPREPLY < <(compgen -W "on off" -- "$cur") ;;
    send:*) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    transfers:0 | accept:0 | decline:0 | pause:0 | resume:0 | cancel:0 | limit:0 | again:0) _culver_transfers ;;
    again:*) _culver_peers ;;
    config:0) mapfile -t COMPREPLY < <(compgen -W "get set" -- "$cur") ;;
    config:1) _culver_settings ;;
    identity:0) mapfile -t COMPREPLY < <(compgen -W "show export import moved new" -- "$cur") ;;
    identity:1) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    networks:0) mapfile -t COMPREPLY < <(compgen -W "list trust forget" -- "$cur") ;;
  esac
}

complete -F _culver culver
