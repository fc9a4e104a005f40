/**
 * The commands that check, convert and describe configuration files: {@code modyn validate},
 * {@code\n * convert}, {@code explain} and {@code schema}.
 */
package org.modyn.cli.command.config;
