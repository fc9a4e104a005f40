/**
 * The {@code modyn} command. Start reading at {@link org.modyn.cli.command.ModynCommand}; {@code
 * RunCommand} shows how the parts work together.
 */
package org.modyn.cli;
