/** The options that say how a command prints its result, and the checks of files that it writes. */
package org.modyn.cli.command.output;
