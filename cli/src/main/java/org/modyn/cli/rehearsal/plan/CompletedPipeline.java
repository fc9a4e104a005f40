package org.modyn.cli.rehearsal.plan;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.modyn.cli.rehearsal.data.GeneratedVocabulary;
import org.modyn.cli.rehearsal.data.ImageMaker;
import org.modyn.common.config.RecordCopy;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.data.DataConfig;
import org.modyn.common.config.pipeline.data.SampleSource;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationDatasetConfig;
import org.modyn.common.function.Arguments;
import org.modyn.common.function.UserFunctions;
import org.modyn.common.function.expression.Expression;
import org.modyn.common.function.expression.Expression.Call;
import org.modyn.common.function.expression.Expression.Text;
import org.modyn.common.function.expression.Expression.Whole;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.tokenizer.Tokenizers;

/**
 * A pipeline with everything that is needed to read its samples: a vocabulary that replaces one
 * that is not on this machine, and a size of images if its file does not specify one.
 *
 * @param notes what was added, and what a run needs instead
 */
public record CompletedPipeline(PipelineConfig pipeline, List<String> notes) {
  public CompletedPipeline {
    requireNonNull(pipeline, "pipeline is null");
    notes = List.copyOf(notes);
  }

  /**
   * Completes a pipeline.
   *
   * @param tokenizers the tokenizers of the user
   * @param vocabulary where to write a vocabulary, if one is needed
   * @throws org.modyn.common.error.ModynException INVALID_ARGUMENT for invalid functions, without
   *     the field's name; INTERNAL when the vocabulary cannot be written
   */
  public static CompletedPipeline of(
      PipelineConfig pipeline, Tokenizers tokenizers, Path vocabulary) {
    Completion completion = new Completion(tokenizers, vocabulary);
    DataConfig data = completion.complete("data", pipeline.data());
    Optional<EvaluationConfig> evaluation =
        pipeline.evaluation().map(completion::completeEvaluation);
    return new CompletedPipeline(
        RecordCopy.with(pipeline, Map.of("data", data, "evaluation", evaluation)),
        completion.notes);
  }

  /** Completes sources of samples and collects the notes. */
  private static final class Completion {
    private final Tokenizers tokenizers;
    private final Path vocabulary;
    private final List<String> notes = new ArrayList<>();

    Completion(Tokenizers tokenizers, Path vocabulary) {
      this.tokenizers = requireNonNull(tokenizers, "tokenizers is null");
      this.vocabulary = requireNonNull(vocabulary, "vocabulary is null");
    }

    private EvaluationConfig completeEvaluation(EvaluationConfig evaluation) {
      List<EvaluationDatasetConfig> datasets = new ArrayList<>();
      for (EvaluationDatasetConfig dataset : evaluation.datasets()) {
        datasets.add(complete("evaluation.datasets[" + datasets.size() + "]", dataset));
      }
      return RecordCopy.with(evaluation, Map.of("datasets", datasets));
    }

    private <T extends Record & SampleSource> T complete(String field, T source) {
      Map<String, Object> changed = new HashMap<>();
      if (source.tokenizer().filter(text -> !tokenizers.hasFile(text)).isPresent()) {
        changed.put("tokenizer", source.tokenizer().map(text -> withVocabulary(field, text)));
      }
      if (InputPipeline.lacksImageSize(source.bytesParserFunction(), source.transformations())) {
        changed.put("bytesParserFunction", withSize(field, source));
      }
      return RecordCopy.with(source, changed);
    }

    private String withVocabulary(String field, String text) {
      GeneratedVocabulary.write(vocabulary);
      Arguments call = UserFunctions.readTokenizer(text);
      notes.add(
          String.format(
              Locale.ROOT,
              ("%s.tokenizer: uses a generated vocabulary of %d tokens; a run needs the"
                  + " vocab.txt or tokenizer.json of the model, which is not on this machine"),
              field,
              GeneratedVocabulary.tokens().size()));
      return new Call(
              call.function(),
              List.of(new Whole(call.whole("max_token_length"))),
              Map.of("file", new Text(vocabulary.toString())))
          .toSource();
    }

    private String withSize(String field, SampleSource source) {
      int size = ImageMaker.sizeFor(source.transformations());
      Call call = (Call) Expression.parse(source.bytesParserFunction());
      Map<String, Expression> arguments = new LinkedHashMap<>(call.named());
      arguments.put("height", new Whole(size));
      arguments.put("width", new Whole(size));
      notes.add(
          String.format(
              Locale.ROOT,
              ("%s.bytes_parser_function: generates images of %d x %d pixels; a run needs their"
                  + " size in the file, for example Image(mode=\"RGB\", height=28, width=28)"),
              field,
              size,
              size));
      return new Call(call.name(), call.positional(), arguments).toSource();
    }
  }
}
