/**
 * Conversion of pipeline files that were written for the Python implementation. Start with {@link
 * org.modyn.cli.convert.PipelineConverter}; {@code YamlText} edits a text in place, and {@code
 * LayoutUpgrade} contains the differences of the older layout.
 */
package org.modyn.cli.convert;
