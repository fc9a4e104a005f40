/**
 * The commands that check, convert and describe configuration files: {@code modyn validate}, {@code
 * modyn convert}, {@code modyn explain} and {@code modyn schema}.
 */
package org.modyn.cli.command.config;
