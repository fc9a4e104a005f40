/**
 * Servers as processes: {@link org.modyn.cli.platform.LocalPlatform} has all of them in one JVM,
 * {@link org.modyn.cli.platform.ServerKind} starts each, and {@link
 * org.modyn.cli.platform.TerminationSignal} sees to it that Ctrl-C stops them in order.
 */
package org.modyn.cli.platform;
