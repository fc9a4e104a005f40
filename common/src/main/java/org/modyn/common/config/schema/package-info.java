/**
 * The vocabulary in which records describe the configuration files they are read from: what a field
 * means, what it is by default and which values are allowed.
 */
package org.modyn.common.config.schema;
