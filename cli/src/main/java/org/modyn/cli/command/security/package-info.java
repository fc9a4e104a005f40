/** The commands that make tokens and certificates. */
package org.modyn.cli.command.security;
