/**
 * From text to records: {@link org.modyn.common.config.internal.YamlReader} makes a tree whose
 * nodes know their line and column, {@link org.modyn.common.config.internal.RecordBinder} makes
 * records of it and collects {@link org.modyn.common.config.internal.Problems}, {@link
 * org.modyn.common.config.internal.RecordWriter} goes the other way.
 */
package org.modyn.common.config.internal;
