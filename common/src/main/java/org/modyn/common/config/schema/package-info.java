/**
 * The annotations with which records describe the configuration files that they are read from: the
 * meanings, defaults and allowed values of fields.
 */
package org.modyn.common.config.schema;
