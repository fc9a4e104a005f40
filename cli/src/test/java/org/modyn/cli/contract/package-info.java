/** Compares the servers that tests of other modules use with the real ones. */
package org.modyn.cli.contract;
