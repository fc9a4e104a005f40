/**
 * Results of a pipeline, for people and programs: {@link org.modyn.cli.report.ResultCollector}
 * gathers it from the pipeline's events; {@link org.modyn.cli.report.TextReport}, {@link
 * org.modyn.cli.report.JsonReport} and {@link org.modyn.cli.report.HtmlReport} show it.
 */
package org.modyn.cli.report;
