/**
 * Configuration files as records. {@link org.modyn.common.config.ConfigLoader} is the entry point:
 * it reads YAML (and with it JSON) into a record and reports every problem of a file at once, each
 * with its line. {@code system} contains the configuration of an installation, {@code pipeline}
 * that of a pipeline, {@code schema} the annotations that describe both; {@code internal} the
 * implementation of the reader.
 *
 * <p>A record component {@code batchSize} is the key {@code batch_size} of the file. {@code
 * Optional} components may be omitted or null, components with a {@link
 * org.modyn.common.config.schema.Default} may be omitted, all others are required, and an unknown
 * key is an error. Constraints between fields are defined by a {@link
 * org.modyn.common.config.schema.Rule}.
 */
package org.modyn.common.config;
