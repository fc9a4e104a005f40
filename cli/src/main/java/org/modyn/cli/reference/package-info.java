/** The reference of what configuration files can name, as {@code docs/REFERENCE.md} has it. */
package org.modyn.cli.reference;
