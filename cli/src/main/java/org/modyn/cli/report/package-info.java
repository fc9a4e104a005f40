/**
 * Results of a pipeline, for people and programs: {@link org.modyn.cli.report.ResultCollector}
 * collects them from the events of the pipeline; {@link org.modyn.cli.report.TextReport}, {@link
 * org.modyn.cli.report.JsonReport} and {@link org.modyn.cli.report.HtmlReport} show them.
 */
package org.modyn.cli.report;
