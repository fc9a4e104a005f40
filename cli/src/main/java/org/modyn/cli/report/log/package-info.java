/**
 * Pipeline logs as the reports need them: {@link org.modyn.cli.report.log.PipelineLogReader} reads
 * a log as a stream into a {@link org.modyn.cli.report.log.LoggedPipeline}, whose evaluations are
 * columns of primitive values ({@link org.modyn.cli.report.log.EvaluationSeries}).
 */
package org.modyn.cli.report.log;
