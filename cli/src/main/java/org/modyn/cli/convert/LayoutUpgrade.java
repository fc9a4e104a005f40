package org.modyn.cli.convert;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The changes from the older layout of pipeline files to the current one. Required keys that the
 * older layout did not have are set to the former behaviour of the original:
 *
 * <ul>
 *   <li>{@code model_storage} (since October 2023): the whole state of a model was written to a
 *       PyTorch file.
 *   <li>{@code training.shuffle} (since June 2024): training read the samples in the order of the
 *       selection, the same in each epoch. The selection itself shuffles the samples of a
 *       partition, then as now, regardless of this key.
 *   <li>{@code lr_scheduler.step_every} (since June 2024): the scheduler stepped once per batch;
 *       then before the optimizer's step, today after it.
 *   <li>{@code evaluation.handlers} (since June 2024): right after its training, a model was
 *       evaluated on all samples of each dataset of the section. The alternative, a matrix of all
 *       models and the training sets of all triggers, was an option of the command line, not of the
 *       file.
 * </ul>
 */
final class LayoutUpgrade {
  private static final Pattern TRUE = Pattern.compile("(?i)true|yes|on");
  private static final Pattern FALSE = Pattern.compile("(?i)false|no|off");
  private static final Pattern STRATEGY_NAME =
      Pattern.compile("(\\w+?)(?:Downsampling|Presampling)Strategy");
  private static final Map<String, String> METRICS =
      Map.of("ROC-AUC", "RocAuc", "F1-score", "F1Score");

  private final YamlText yaml;
  private final List<Change> changes;

  /**
   * @param changes to which all changes are added
   */
  LayoutUpgrade(YamlText yaml, List<Change> changes) {
    this.yaml = requireNonNull(yaml, "yaml is null");
    this.changes = requireNonNull(changes, "changes is null");
  }

  void run() {
    moveSelectionStrategy();
    dissolve("selection_strategy.config", "its keys belong to the strategy itself");
    replaceReset();
    shortenSamplingNames();
    upgradeTrigger();
    remove("training.initial_pass", "the initial pass no longer exists");
    addModelStorage();
    addShuffle();
    addStepEvery();
    upgradeMetrics();
    addHandlers();
  }

  private void moveSelectionStrategy() {
    List<String> old = Paths.of("training.selection_strategy");
    Optional<YamlText.Entry> entry = own("training.selection_strategy");
    if (entry.isPresent() && yaml.find(List.of("selection_strategy")).isEmpty()) {
      report(
          entry.get(),
          old,
          "training.selection_strategy",
          "selection_strategy",
          "a section of its own now");
      yaml.moveAfter(old, List.of("training"));
    }
  }

  private void replaceReset() {
    List<String> reset = Paths.of("selection_strategy.reset_after_trigger");
    Optional<YamlText.Entry> entry = own("selection_strategy.reset_after_trigger");
    if (entry.isEmpty()) {
      return;
    }
    String value = yaml.scalar(reset).orElse("");
    boolean resets = TRUE.matcher(value).matches();
    if (!resets && !FALSE.matcher(value).matches()) {
      return;
    }
    List<String> present = Paths.of("selection_strategy.tail_triggers");
    if (yaml.find(present).isPresent()) {
      // When the two contradict each other, only the author knows which one is meant.
      if (resets == yaml.scalar(present).equals(Optional.of("0"))) {
        remove("selection_strategy.reset_after_trigger", "replaced by tail_triggers");
      }
      return;
    }
    String tail = resets ? "0" : "null";
    report(
        entry.get(),
        reset,
        "reset_after_trigger: " + value,
        "tail_triggers: " + tail,
        resets ? "only the data of the current trigger" : "all data seen so far");
    yaml.replaceValue(reset, tail);
    yaml.renameKey(reset, "tail_triggers");
  }

  private void shortenSamplingNames() {
    shortenName("selection_strategy.presampling_config.strategy");
    shortenName("selection_strategy.downsampling_config.strategy");
    String list = "selection_strategy.downsampling_config.downsampling_list";
    elements(list).forEach(index -> shortenName(list + "." + index + ".strategy"));
  }

  private void shortenName(String path) {
    String name = yaml.scalar(Paths.of(path)).orElse("");
    Matcher matcher = STRATEGY_NAME.matcher(name);
    if (matcher.matches()) {
      setValue(path, matcher.group(1), "names of sampling strategies no longer include their kind");
    }
  }

  private void upgradeTrigger() {
    rename("trigger.trigger_config.data_points_for_trigger", "num_samples");
    rename("trigger.trigger_config.trigger_every", "every");
    dissolve("trigger.trigger_config", "its keys belong to the trigger itself");
  }

  /** Only for pipeline files: other files have no model. */
  private void addModelStorage() {
    Optional<YamlText.Entry> model = own("model");
    if (model.isEmpty() || yaml.find(List.of("model_storage")).isPresent()) {
      return;
    }
    report(
        model.get(),
        List.of("model"),
        "",
        "model_storage",
        "required now; models were stored as a whole before this key existed");
    yaml.insertAfter(
        List.of("model"),
        List.of("model_storage:", "  full_model_strategy:", "    name: PyTorchFullModel"),
        "\"model_storage\": {\"full_model_strategy\": {\"name\": \"PyTorchFullModel\"}}");
  }

  private void addShuffle() {
    addMissing(
        "training",
        "shuffle",
        "false",
        List.of("batch_size", "initial_model", "gpus"),
        "required now; training kept the order of the selection before this key existed");
  }

  private void addStepEvery() {
    addMissing(
        "training.lr_scheduler",
        "step_every",
        "batch",
        List.of("source", "name"),
        "required now; schedulers stepped once per batch before this key existed");
  }

  private void upgradeMetrics() {
    String datasets = "evaluation.datasets";
    for (int dataset : elements(datasets).toArray()) {
      String metrics = datasets + "." + dataset + ".metrics";
      for (int metric : elements(metrics).toArray()) {
        String path = metrics + "." + metric;
        String name = METRICS.get(yaml.scalar(Paths.of(path + ".name")).orElse(""));
        if (name != null) {
          setValue(path + ".name", name, "the metric's name now");
        }
        dissolve(path + ".config", "its keys belong to the metric itself");
      }
    }
  }

  /**
   * In the older layout, each model is evaluated after its training, on all samples of each
   * dataset.
   */
  private void addHandlers() {
    Optional<YamlText.Entry> evaluation = own("evaluation");
    List<String> datasets =
        elements("evaluation.datasets")
            .mapToObj(index -> "evaluation.datasets." + index + ".dataset_id")
            .flatMap(path -> yaml.scalar(Paths.of(path)).stream())
            .toList();
    if (evaluation.isEmpty()
        || datasets.isEmpty()
        || yaml.find(Paths.of("evaluation.handlers")).isPresent()) {
      return;
    }
    String names = String.join(", ", datasets.stream().map(name -> '"' + name + '"').toList());
    String sibling =
        yaml.find(Paths.of("evaluation.device")).isPresent()
            ? "device"
            : firstKey(evaluation.get());
    report(
        evaluation.get(),
        List.of("evaluation"),
        "",
        "handlers",
        "required now; each model was evaluated on all of each dataset after its training before"
            + " this key existed");
    yaml.insertAfter(
        List.of("evaluation", sibling),
        List.of(
            "handlers:",
            "  - name: whole",
            "    execution_time: after_training",
            "    models: matrix",
            "    datasets: [" + names + "]",
            "    strategy:",
            "      type: StaticEvalStrategy",
            "      intervals: [[0, null]]"),
        "\"handlers\": [{\"name\": \"whole\", \"execution_time\": \"after_training\", \"models\":"
            + " \"matrix\", \"datasets\": ["
            + names
            + "], \"strategy\": {\"type\": \"StaticEvalStrategy\", \"intervals\": [[0, null]]}}]");
  }

  private void addMissing(
      String section, String key, String value, List<String> siblings, String reason) {
    Optional<YamlText.Entry> entry = own(section);
    if (entry.isEmpty()
        || !(entry.get().value() instanceof MappingNode mapping)
        || mapping.getValue().isEmpty()
        || yaml.find(Paths.of(section + "." + key)).isPresent()) {
      return;
    }
    String sibling =
        Stream.concat(siblings.stream(), Stream.of(firstKey(entry.get())))
            .filter(name -> yaml.find(Paths.child(Paths.of(section), name)).isPresent())
            .findFirst()
            .orElseThrow();
    report(entry.get(), Paths.of(section), "", key + ": " + value, reason);
    boolean word = value.chars().allMatch(Character::isLetter) && !value.equals("false");
    yaml.insertAfter(
        Paths.child(Paths.of(section), sibling),
        List.of(key + ": " + value),
        "\"%s\": %s".formatted(key, word ? '"' + value + '"' : value));
  }

  private static String firstKey(YamlText.Entry section) {
    Node first = ((MappingNode) section.value()).getValue().getFirst().getKeyNode();
    return first instanceof ScalarNode key ? key.getValue() : "";
  }

  private void setValue(String path, String value, String reason) {
    own(path)
        .ifPresent(
            entry -> {
              String old = yaml.scalar(Paths.of(path)).orElse("");
              report(entry, Paths.of(path), old, value, reason);
              yaml.replaceValue(Paths.of(path), value);
            });
  }

  private void rename(String path, String name) {
    own(path)
        .ifPresent(
            entry -> {
              List<String> steps = Paths.of(path);
              report(entry, steps, steps.getLast(), name, "the key's name now");
              yaml.renameKey(steps, name);
            });
  }

  private void remove(String path, String reason) {
    own(path)
        .ifPresent(
            entry -> {
              report(entry, Paths.of(path), path, "", reason);
              yaml.remove(Paths.of(path));
            });
  }

  private void dissolve(String path, String reason) {
    own(path)
        .filter(entry -> entry.value() instanceof MappingNode)
        .ifPresent(
            entry -> {
              String parent = path.substring(0, path.lastIndexOf('.'));
              report(
                  entry,
                  Paths.of(path),
                  Paths.format(Paths.of(path)),
                  Paths.format(Paths.of(parent)),
                  reason);
              yaml.dissolve(Paths.of(path));
            });
  }

  /** The entry at a path if its value is written there and not elsewhere as an anchor. */
  private Optional<YamlText.Entry> own(String path) {
    return yaml.find(Paths.of(path)).filter(yaml::isOwn);
  }

  private IntStream elements(String path) {
    return yaml.find(Paths.of(path))
        .map(YamlText.Entry::value)
        .filter(SequenceNode.class::isInstance)
        .map(list -> IntStream.range(0, ((SequenceNode) list).getValue().size()))
        .orElse(IntStream.empty());
  }

  private void report(
      YamlText.Entry entry, List<String> path, String from, String to, String reason) {
    changes.add(new Change(yaml.originalLine(entry), Paths.format(path), from, to, reason));
  }
}
