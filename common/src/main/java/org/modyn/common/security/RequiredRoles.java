package org.modyn.common.security;

import static java.util.stream.Collectors.toUnmodifiableMap;
import static org.modyn.common.security.Role.READ;
import static org.modyn.common.security.Role.SERVER;
import static org.modyn.common.security.Role.SUBMIT;
import static org.modyn.common.security.Role.WORKER;

import io.grpc.health.v1.HealthGrpc;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The role that each method needs. Health checks need none; a method that is not listed cannot be
 * called.
 */
final class RequiredRoles {
  private static final Map<String, Role> ROLES =
      Stream.of(
              methods(
                  READ,
                  "modyn.storage.Storage",
                  "GetDatasetSize",
                  "CheckAvailability",
                  "GetCurrentTimestamp",
                  "GetDatasetStatus",
                  "ListDatasets"),
              methods(
                  SUBMIT,
                  "modyn.storage.Storage",
                  "RegisterNewDataset",
                  "UpdateDataset",
                  "UnregisterDataset",
                  "RescanDataset",
                  "DeleteDataset",
                  "DeleteData"),
              methods(
                  WORKER,
                  "modyn.storage.Storage",
                  "Get",
                  "GetDataPerWorker",
                  "GetSampleFormat",
                  "LocateSamples"),
              methods(
                  SERVER,
                  "modyn.storage.Storage",
                  "GetNewDataSince",
                  "GetDataInInterval",
                  "GetDataPage",
                  "GetDeletedKeys",
                  "GetIngestPosition",
                  "WatchIngestPosition"),
              methods(READ, "selector.Selector", "get_training_sets"),
              methods(
                  WORKER,
                  "selector.Selector",
                  "get_sample_keys_and_weights",
                  "get_number_of_samples",
                  "get_status_bar_scale",
                  "get_number_of_partitions",
                  "get_available_labels",
                  "get_selection_strategy",
                  "uses_weights"),
              methods(
                  SERVER,
                  "selector.Selector",
                  "inform_data",
                  "inform_data_and_trigger",
                  "seed_selector",
                  "register_pipeline",
                  "unregister_pipeline",
                  "delete_training_sets"),
              methods(
                  READ,
                  "modyn.model_storage.ModelStorage",
                  "FetchModel",
                  "LoadModel",
                  "ListModels",
                  "DescribeModel",
                  "GetTrainedSamples",
                  "FindModel"),
              methods(WORKER, "modyn.model_storage.ModelStorage", "RegisterModel", "StoreModel"),
              methods(
                  SERVER,
                  "modyn.model_storage.ModelStorage",
                  "DeleteModel",
                  "RegisterPipeline",
                  "DeletePipeline"),
              methods(
                  SERVER,
                  "trainer.TrainerServer",
                  "trainer_available",
                  "start_training",
                  "get_training_status",
                  "store_final_model",
                  "get_latest_model",
                  "validate_training",
                  "watch_training",
                  "list_trainings",
                  "stop_training",
                  "delete_checkpoints"),
              methods(
                  SERVER,
                  "modyn.evaluator.Evaluator",
                  "evaluate_model",
                  "get_evaluation_status",
                  "get_evaluation_result",
                  "cleanup_evaluations",
                  "validate_evaluation",
                  "watch_evaluation",
                  "compute_features"),
              methods(
                  READ,
                  "supervisor.Supervisor",
                  "get_pipeline_status",
                  "watch_pipeline",
                  "list_pipelines",
                  "describe_pipeline",
                  "list_trainings",
                  "list_evaluation_results",
                  "get_pipeline_log"),
              methods(
                  SUBMIT,
                  "supervisor.Supervisor",
                  "start_pipeline",
                  "stop_pipeline",
                  "pause_pipeline",
                  "resume_pipeline",
                  "delete_pipeline",
                  "evaluate_pipeline",
                  "try_triggers"),
              methods(READ, "grpc.reflection.v1.ServerReflection", "ServerReflectionInfo"))
          .flatMap(stream -> stream)
          .collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private RequiredRoles() {}

  private static Stream<Map.Entry<String, Role>> methods(
      Role role, String service, String... methods) {
    return Arrays.stream(methods).map(method -> Map.entry(service + "/" + method, role));
  }

  /** The methods that have a role. */
  static Set<String> methods() {
    return ROLES.keySet();
  }

  /** Returns whether everyone may call the methods of a service. */
  static boolean isOpen(String service) {
    return HealthGrpc.SERVICE_NAME.equals(service);
  }

  /**
   * Returns the role that a method needs; empty for a method that cannot be called.
   *
   * @param method {@code package.Service/method}
   */
  static Optional<Role> of(String method) {
    return Optional.ofNullable(ROLES.get(method));
  }
}
