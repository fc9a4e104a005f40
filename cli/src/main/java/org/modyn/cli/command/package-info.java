/**
 * The root command, {@link org.modyn.cli.command.ModynCommand}, and the commands about the command
 * line itself: help, completion and version. Each subpackage holds the commands of one concept, one
 * class per command. Commands read arguments, call the other packages, and print.
 *
 * <p>The packages {@code server} and {@code output} hold options that several commands share; they
 * depend on none of the other command packages.
 */
package org.modyn.cli.command;
