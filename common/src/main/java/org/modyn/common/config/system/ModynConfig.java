package org.modyn.common.config.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.RecordCopy;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.EnvironmentVariables;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.OmittedWhenEmpty;
import org.modyn.common.file.PathRoots;
import org.modyn.common.grpc.GrpcClient;

/**
 * The whole configuration of an installation. All servers of an installation read the same file.
 *
 * @param stateDirectory the directory of all data of the servers, unless a section names another
 *     one; a leading {@code ~} has been replaced by the user's home
 */
@Description("The configuration of an installation")
@EnvironmentVariables
public record ModynConfig(
    @Description("Name and description of the installation") @Default("{}") ProjectConfig project,
    @Description("The storage server") @Default("{}") StorageConfig storage,
    @Description("The model storage server") @Default("{}") ModelStorageConfig modelStorage,
    @Description("The evaluator") @Default("{}") EvaluatorConfig evaluator,
    @Description("Database of all servers but the storage server") @Default("{}")
        DatabaseConfig metadataDatabase,
    @Description("A server of earlier versions; accepted, but not used")
        Optional<MetadataProcessorConfig> metadataProcessor,
    @Description("The selector") @Default("{}") SelectorConfig selector,
    @Description("The trainer server") @Default("{}") TrainerServerConfig trainerServer,
    @Description("TensorBoard; accepted, but not used") Optional<TensorboardConfig> tensorboard,
    @Description("The supervisor") @Default("{}") SupervisorConfig supervisor,
    @Description("Who may call the servers") @Default("{}") SecurityConfig security,
    @Description("Directory for all data of the servers") @Default("~/.modyn") Path stateDirectory,
    @Description(
            "Which functions, triggers and models of pipeline files are allowed: java (builtins,"
                + " and Java source, classes of plugins and TorchScript, which run with all rights"
                + " of the servers), builtins, or forbidden (builtins without expressions, and no"
                + " files that pipelines name)")
        @Default("java")
        UserCodePolicy userCode,
    @Description(
            "Seconds that a server waits for another one that cannot be reached before the call"
                + " fails; default: 60")
        @OmittedWhenEmpty
        @Minimum(1)
        Optional<Integer> unreachableServerTimeoutS,
    @Description("The log lines of servers that are processes of their own") @OmittedWhenEmpty
        Optional<LoggingConfig> logging,
    @Description("Traces of triggers over all servers; default: none") @OmittedWhenEmpty
        Optional<TracesConfig> traces) {

  public ModynConfig {
    if (stateDirectory.startsWith("~")) {
      Path home = Path.of(System.getProperty("user.home"));
      stateDirectory = home.resolve(Path.of("~").relativize(stateDirectory));
    }
  }

  /** Returns the configuration of an empty file. */
  public static ModynConfig defaults() {
    return ConfigLoader.parse("defaults", "", ModynConfig.class);
  }

  /** Returns the time that a server waits for another one that cannot be reached. */
  public Duration unreachableServerTimeout() {
    return unreachableServerTimeoutS.map(Duration::ofSeconds).orElse(GrpcClient.DEFAULT_PATIENCE);
  }

  /** Returns the form of the log lines. */
  public LogFormat logFormat() {
    return logging.map(LoggingConfig::format).orElse(LogFormat.TEXT);
  }

  /** Returns the databases of all servers, each once. */
  public Set<DatabaseConfig> databases() {
    return new LinkedHashSet<>(List.of(metadataDatabase, storage.database()));
  }

  /** The model storage's directory for trained models. */
  public Path modelsDirectory() {
    return modelStorage.modelsDirectory().orElse(stateDirectory.resolve("models"));
  }

  /** The storage server's cache of files in S3. */
  public Path s3CacheDirectory() {
    return storage.s3().cacheDirectory().orElse(stateDirectory.resolve("s3_cache"));
  }

  /** The selector's directory for trigger training sets. */
  public Path triggerSampleDirectory() {
    return selector.triggerSampleDirectory().orElse(stateDirectory.resolve("trigger_samples"));
  }

  /** The selector's directory for the samples of pipelines. */
  public Path localStorageDirectory() {
    return selector.localStorageDirectory().orElse(stateDirectory.resolve("local_storage"));
  }

  /** The trainer server's directory for samples that are selected before batching. */
  public Path offlineDatasetDirectory() {
    return trainerServer
        .offlineDatasetDirectory()
        .orElse(stateDirectory.resolve("offline_dataset"));
  }

  /** The supervisor's directory for pipeline logs. */
  public Path evalDirectory() {
    return supervisor.evalDirectory().orElse(stateDirectory.resolve("evaluation"));
  }

  /** The directories in which pipelines may keep checkpoints, on the trainer server's machine. */
  public PathRoots checkpointRoots() {
    return PathRoots.of(
        new PathRoots.Use(
            "checkpoints",
            "folders that pipelines may keep checkpoints in",
            "trainer_server",
            "checkpoint_roots"),
        stateDirectory,
        List.of("checkpoints"),
        trainerServer.checkpointRoots());
  }

  /** The directories of files that pipelines may name, on the trainer server's machine. */
  public PathRoots trainerFileRoots() {
    return fileRoots("trainer server", "trainer_server", trainerServer.fileRoots());
  }

  /** The directories of files that pipelines may name, on the evaluator's machine. */
  public PathRoots evaluatorFileRoots() {
    return fileRoots("evaluator", "evaluator", evaluator.fileRoots());
  }

  private PathRoots fileRoots(String server, String section, List<Path> roots) {
    if (userCode == UserCodePolicy.FORBIDDEN) {
      return PathRoots.none(
          "user_code is 'forbidden' in the system configuration of this server, so that pipelines"
              + " may not name files; leave it out, or have user_code set to 'builtins'");
    }
    return PathRoots.of(
        new PathRoots.Use(
            "files that pipelines name",
            "folders that this " + server + " may read for pipelines",
            section,
            "file_roots"),
        stateDirectory,
        List.of("files", "tokenizers"),
        roots);
  }

  public ModynConfig withStorage(StorageConfig newStorage) {
    return RecordCopy.with(this, Map.of("storage", newStorage));
  }

  public ModynConfig withModelStorage(ModelStorageConfig newModelStorage) {
    return RecordCopy.with(this, Map.of("modelStorage", newModelStorage));
  }

  public ModynConfig withEvaluator(EvaluatorConfig newEvaluator) {
    return RecordCopy.with(this, Map.of("evaluator", newEvaluator));
  }

  public ModynConfig withMetadataDatabase(DatabaseConfig newMetadataDatabase) {
    return RecordCopy.with(this, Map.of("metadataDatabase", newMetadataDatabase));
  }

  public ModynConfig withSelector(SelectorConfig newSelector) {
    return RecordCopy.with(this, Map.of("selector", newSelector));
  }

  public ModynConfig withTrainerServer(TrainerServerConfig newTrainerServer) {
    return RecordCopy.with(this, Map.of("trainerServer", newTrainerServer));
  }

  public ModynConfig withSupervisor(SupervisorConfig newSupervisor) {
    return RecordCopy.with(this, Map.of("supervisor", newSupervisor));
  }

  public ModynConfig withSecurity(SecurityConfig newSecurity) {
    return RecordCopy.with(this, Map.of("security", newSecurity));
  }

  public ModynConfig withUnreachableServerTimeout(Duration timeout) {
    return RecordCopy.with(
        this, Map.of("unreachableServerTimeoutS", Optional.of((int) timeout.toSeconds())));
  }

  public ModynConfig withUserCode(UserCodePolicy policy) {
    return RecordCopy.with(this, Map.of("userCode", policy));
  }

  public ModynConfig withStateDirectory(Path newStateDirectory) {
    return RecordCopy.with(this, Map.of("stateDirectory", newStateDirectory));
  }
}
