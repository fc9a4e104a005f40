/**
 * Writes the evaluation results of a pipeline to files beside its log, in the formats that {@code
 * evaluation.result_writers} names. A writer replaces the files of an earlier call, so that it may
 * be called again with more results. To add one, implement {@link
 * org.modyn.supervisor.evaluation.writer.ResultWriter} and add it to {@link
 * org.modyn.supervisor.evaluation.writer.ResultWriters}.
 */
package org.modyn.supervisor.evaluation.writer;
