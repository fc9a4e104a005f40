/**
 * From text to records: {@link org.modyn.common.config.internal.YamlReader} parses a tree whose
 * nodes have a line and a column, {@link org.modyn.common.config.internal.RecordBinder} converts it
 * to records and collects {@link org.modyn.common.config.internal.Problems}, {@link
 * org.modyn.common.config.internal.RecordWriter} converts in the other direction.
 */
package org.modyn.common.config.internal;
