/** {@code modyn backup} and {@code modyn restore}. */
package org.modyn.cli.command.backup;
