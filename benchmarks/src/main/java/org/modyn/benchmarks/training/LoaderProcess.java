package org.modyn.benchmarks.training;

import org.modyn.benchmarks.training.LoaderPlatform.Trigger;
import org.modyn.cli.logging.Logging;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.ml.loader.BatchLoader;

/**
 * A process that loads a training set and trains on nothing, so that its memory is the loader's.
 */
final class LoaderProcess {
  private LoaderProcess() {}

  /**
   * @param arguments the addresses of storage and selector, and the numbers of the pipeline, the
   *     trigger, its samples and the workers
   */
  public static void main(String[] arguments) {
    Logging.warningsToStandardError();
    Trigger trigger =
        new Trigger(
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]),
            Integer.parseInt(arguments[4]),
            Integer.parseInt(arguments[5]));
    try (GrpcClient storage = GrpcClient.connect("storage", ServiceAddress.parse(arguments[0]));
        GrpcClient selector = GrpcClient.connect("selector", ServiceAddress.parse(arguments[1]));
        BatchLoader loader =
            TrainingData.load(
                trigger,
                selector.channel(),
                storage.channel(),
                LoaderRows.PREFETCHED_PARTITIONS,
                LoaderRows.PARALLEL_REQUESTS)) {
      LoaderRows.drain(loader::next, trigger.samples());
    }
  }
}
