# SPDX-License-Identifier: Apache-2.0
# Completion for bash. Verbs and options come from `octet --help` itself, so that they cannot differ from the program's.
_octet() {
  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} program=${COMP_WORDS[0]} words
  case $before in
    --arch | show) words=$("$program" list 2> /dev/null | grep -oE '\boctet-[0-9]+\b' | sort -u) ;;
    --view) words="golden systemc estimate rtl" ;;
    *)
      if [[ $COMP_CWORD -eq 1 || ${COMP_WORDS[1]} == help ]]; then
        words=$("$program" --help 2> /dev/null | sed -n '/^Subcommands:/,$s/^  \([a-z]\+\) .*/\1/p')
      elif [[ $current == -* ]]; then
        words=$("$program" "${COMP_WORDS[1]}" --help 2> /dev/null | grep -oE -- '--[a-z][a-z-]*')
      fi
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "${words-}" -- "$current")
}
# Files where nothing of ours fits.
complete -o default -F _octet octet
