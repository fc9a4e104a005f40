# Starts the JVM with the options that Modyn needs. The script modyn of a checkout and that of the container image source this file.
# shellcheck shell=bash
#
# Environment: MODYN_JAVA_OPTIONS (more flags for the JVM).

# Options for the JVM from the script that sources this file.
jvm_options=()

# Options that every JVM has.
java_flags=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
  -XX:MaxRAMPercentage=40 -Xlog:disable -Xlog:all=error:stderr)

# Java writes file names in the encoding of the locale: without UTF-8 those outside of ASCII cannot be opened. The messages of the operating
# system must be English: they are the only sign of some faults of a machine, such as a full disk.
use_locale() {
  local name
  # It chooses the language of messages in all locales but C, even in C.UTF-8.
  unset LANGUAGE
  export LC_MESSAGES=C
  if command -v locale >/dev/null; then
    [[ -n ${LC_ALL:-} || $(locale charmap 2>/dev/null) != UTF-8 ]] || return 0
    for name in C.UTF-8 C.utf8 en_US.UTF-8; do
      if [[ $(env LC_ALL=$name locale charmap 2>/dev/null) == UTF-8 ]]; then
        export LC_ALL=$name
        return
      fi
    done
  elif [[ -z ${LC_ALL:-}${LC_CTYPE:-}${LANG:-} ]]; then
    export LC_ALL=C.UTF-8
    return
  fi
  if [[ -n ${LC_ALL:-} ]]; then
    # It would override LC_MESSAGES.
    export LANG=$LC_ALL LC_CTYPE=$LC_ALL
    unset LC_ALL
  fi
}

# launch JAVA CLASS_PATH MAIN ARGUMENT...: replaces this shell by the JVM, so that signals reach it and its exit code is the command's.
launch() {
  local java=$1 class_path=$2 main=$3 size options=("${jvm_options[@]}")
  shift 3
  use_locale
  if [[ -t 2 && ${TERM:-dumb} != dumb ]] && size=$(stty size <&2 2>/dev/null) && ((${size#* } >= 20)); then
    options+=(-Dmodyn.terminal=true "-Dmodyn.columns=${size#* }")
  fi
  if [[ ${1:-} == serve ]]; then
    case " $* " in
      # The job that needs too much memory fails, and the others go on; the server itself ends when any other thread runs out.
      *" trainer-server "* | *" evaluator "*) ;;
      # A server that is out of memory exits, so that a supervisor of processes can restart it.
      *) options+=(-XX:+ExitOnOutOfMemoryError) ;;
    esac
  fi
  # Spinning OpenMP threads beside the servers' own would slow training down many times.
  export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-PASSIVE} GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-0}
  # shellcheck disable=SC2086
  exec "$java" "${java_flags[@]}" "${options[@]}" ${MODYN_JAVA_OPTIONS:-} \
    -cp "$class_path" "$main" "$@"
}
