#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sourced by demo and test: named stages, their times, and a table of them at the end, also when one fails.
stage_names=()
stage_seconds=()
stage_current=""
stage_started=0

# stage "what happens": ends the stage before and begins this one.
stage() {
  stage_end
  stage_current=$1
  stage_started=$(date +%s)
  printf '\n== %s\n' "$1"
}

stage_end() {
  if [[ -n $stage_current ]]; then
    stage_names+=("$stage_current")
    stage_seconds+=($(($(date +%s) - stage_started)))
    stage_current=""
  fi
}

# stage_report STATUS: the table; to be called from a trap on EXIT with $?.
stage_report() {
  local failed=$stage_current i total=0
  stage_end
  printf '\n== times\n'
  for i in "${!stage_names[@]}"; do
    printf '%6d s  %s\n' "${stage_seconds[i]}" "${stage_names[i]}"
    total=$((total + stage_seconds[i]))
  done
  printf '%6d s  in all\n' "$total"
  if [[ $1 -ne 0 ]]; then
    printf 'failed in: %s (exit status %d)\n' "$failed" "$1" >&2
  fi
}
