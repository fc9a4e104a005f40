/**
 * The servers of a command: {@link org.modyn.cli.platform.LocalPlatform} runs all of them in one
 * JVM, {@link org.modyn.cli.platform.ServerKind} starts each, and {@link
 * org.modyn.cli.platform.TerminationSignal} stops them in order on Ctrl-C.
 */
package org.modyn.cli.platform;
