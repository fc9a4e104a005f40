/**
 * Reports on pipelines, from their logs. {@link org.modyn.cli.report.PipelineResult} is the result
 * of one pipeline, {@link org.modyn.cli.report.Comparison} that of several; each is shown as text,
 * as JSON and as an HTML page.
 */
package org.modyn.cli.report;
