/**
 * The {@code modyn} command. Start reading at {@link org.modyn.cli.command.ModynCommand}, and at
 * its {@code RunCommand} for how the parts work together.
 */
package org.modyn.cli;
