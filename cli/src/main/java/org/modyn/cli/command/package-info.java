/**
 * The commands, one class each; {@link org.modyn.cli.command.ModynCommand} is their root. They read
 * arguments, wire the parts of the other packages, and print.
 */
package org.modyn.cli.command;
