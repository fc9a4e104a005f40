/** The reference of everything that configuration files can name: {@code docs/REFERENCE.md}. */
package org.modyn.cli.reference;
