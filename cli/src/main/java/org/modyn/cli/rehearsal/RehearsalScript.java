package org.modyn.cli.rehearsal;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.modyn.cli.rehearsal.data.GeneratedDataset;
import org.modyn.cli.rehearsal.plan.FieldChanges.FieldChange;
import org.modyn.common.config.pipeline.PipelineConfig;

/**
 * The plan of a rehearsal.
 *
 * @param pipeline the pipeline that runs
 * @param changes the differences from the file
 * @param notes explanations of changes that need one
 * @param datasets generated datasets, the one for training first
 * @param leastTriggers how many triggers fire at least
 */
public record RehearsalScript(
    PipelineConfig pipeline,
    List<FieldChange> changes,
    List<String> notes,
    List<GeneratedDataset> datasets,
    int leastTriggers) {
  public RehearsalScript {
    requireNonNull(pipeline, "pipeline is null");
    changes = List.copyOf(changes);
    notes = List.copyOf(notes);
    datasets = List.copyOf(datasets);
  }
}
