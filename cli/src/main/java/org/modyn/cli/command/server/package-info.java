/**
 * The command that starts servers ({@code modyn serve}), and the options by which other commands
 * find the server that they call: an address or a state directory.
 */
package org.modyn.cli.command.server;
