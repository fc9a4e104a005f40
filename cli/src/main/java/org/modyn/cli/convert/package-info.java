/**
 * Conversion of pipeline files that were written for the Python implementation. Start with {@link
 * org.modyn.cli.convert.PipelineConverter}; {@code YamlText} edits a text in place and {@code
 * LayoutUpgrade} lists what the older layout of the files had otherwise.
 */
package org.modyn.cli.convert;
